package io.portrait.aggregate;

import java.util.List;

/**
 * One of the parts that a user's value is made of.
 *
 * @param name what it is: {@code features} for what columns are read from, else {@link #LAYOUT},
 *     {@link #TASTE}, {@link #AHEAD}, {@link #LABELS}, {@link #IDS} or {@link #REST}
 * @param columns that are read from it; empty where it is no feature's
 * @param bytes of it
 */
public record StatePart(String name, List<String> columns, int bytes) {

  /** What names the series and their windows. */
  public static final String LAYOUT = "layout";

  /** What the columns of one feature, or of features that compute the same, are read from. */
  public static final String FEATURES = "features";

  /** The mean of the vectors of what the user touched. */
  public static final String TASTE = "taste";

  /** Events that wait for the next observation tick. */
  public static final String AHEAD = "events ahead of the tick";

  /** Ticks that wait for their label. */
  public static final String LABELS = "pending labels";

  /** The newest event ids, hashed. */
  public static final String IDS = "event ids at hand";

  /** Version, times, flags, lengths, checksum. */
  public static final String REST = "head and checksum";

  public StatePart {
    columns = List.copyOf(columns);
  }
}
