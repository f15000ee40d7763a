package io.portrait.cli.similar;

import io.portrait.cli.status.ProfileView;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Values;
import io.portrait.online.StoredProfile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a profile says of a user in words, so that one sees why two are alike. */
public final class TasteWords {

  private TasteWords() {}

  /** {@code last_category shoes · categories_30d shoes, hats}; empty where it says nothing. */
  public static String of(StoredProfile profile) {
    List<String> words = new ArrayList<>();
    List<Column> columns = profile.schema().computed();
    for (int slot = 0; slot < columns.size(); slot++) {
      String text = text(columns.get(slot).type(), profile.row().values(), slot);
      if (!text.isEmpty()) {
        words.add(columns.get(slot).name() + " " + text);
      }
    }
    return String.join(" · ", words);
  }

  private static String text(ColumnType type, Values values, int slot) {
    @Nullable String text =
        switch (type) {
          case STRING -> values.text(slot);
          case STRING_LIST -> joined(values.texts(slot));
          case LONG, DOUBLE, TIMESTAMP, LONG_MAP -> null;
        };
    return text == null ? "" : ProfileView.printable(text);
  }

  private static @Nullable String joined(@Nullable List<String> texts) {
    return texts == null ? null : String.join(", ", texts);
  }
}
