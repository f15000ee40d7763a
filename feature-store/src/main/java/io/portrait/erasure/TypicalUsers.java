package io.portrait.erasure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Of the table {@code models}: the parameters of segments name users who are typical, in arrays
 * {@code "typical": ["u-1", "u-2"]}. Their ids go out of the arrays; all else stays, to the byte.
 */
final class TypicalUsers implements RowRule {

  private static final String PARAMETERS = "parameters";
  private static final String TYPICAL = "typical";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // A model's parameters are our own, and as long as they are.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .build();

  private final ErasedUsers users;

  TypicalUsers(ErasedUsers users) {
    this.users = users;
  }

  @Override
  public List<String> columns() {
    return List.of(PARAMETERS);
  }

  @Override
  public boolean concerns(Record row) {
    String parameters = (String) row.getField(PARAMETERS);
    return !without(parameters).equals(parameters);
  }

  @Override
  public @Nullable Record rest(Record row) {
    Record rest = row.copy();
    rest.setField(PARAMETERS, without((String) row.getField(PARAMETERS)));
    return rest;
  }

  /** The JSON without the users; what is no JSON names nobody. */
  String without(String json) {
    if (!json.contains(TYPICAL)) {
      return json;
    }
    StringBuilder rest = new StringBuilder(json.length());
    int copied = 0;
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY && TYPICAL.equals(parser.currentName())) {
          int start = at(parser) + 1;
          List<String> kept = new ArrayList<>();
          if (!allStay(parser, json, kept)) {
            rest.append(json, copied, start).append(String.join(",", kept));
            copied = at(parser);
          }
        }
      }
    } catch (IOException e) {
      return json;
    }
    return rest.append(json, copied, json.length()).toString();
  }

  /** Reads an array of ids to its end, gathering those who stay as they are written. */
  private boolean allStay(JsonParser parser, String json, List<String> kept) throws IOException {
    boolean all = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw new IOException("the JSON ends in an array");
      }
      String user = parser.getText();
      if (users.contains(user)) {
        all = false;
      } else {
        int start = at(parser);
        parser.finishToken();
        kept.add(json.substring(start, (int) parser.currentLocation().getCharOffset()));
      }
    }
    return all;
  }

  private static int at(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }
}
