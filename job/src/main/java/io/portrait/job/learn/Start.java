package io.portrait.job.learn;

import com.google.common.hash.Hashing;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A model that somebody wants learning to go on from. It is taken over once, at the first start
 * that is told of it, however often the job starts with it.
 *
 * @param json the model; null where nobody asks
 */
public record Start(@Nullable String json) implements Serializable {

  private static final long serialVersionUID = 1;

  /** The key of no model. */
  public static final String NONE = "";

  /** What tells it from others, kept in state when it has been taken over. */
  public String key() {
    return json == null
        ? NONE
        : Hashing.sha256().hashString(json, StandardCharsets.UTF_8).toString();
  }

  /** The model, if it is still to be taken over; else null. */
  public @Nullable String unlessTaken(String key) {
    return key().equals(key) ? null : json;
  }
}
