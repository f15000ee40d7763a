package io.portrait.aggregate;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a feature's column is made of: the tiles its window covers.
 *
 * @param asOfMillis event time the value is true for
 * @param fromMillis the earliest time covered; empty where the column is over the user's whole life
 * @param tiles oldest first; only where there are events, late ones in the tiles of their own time
 * @param partialUntilMillis event time as of which the column knows all it covers, where the
 *     definitions asked for it later than events came; empty where it knows all now
 * @param tickMillis the next observation tick; empty before the first watermark
 */
public record Explanation(
    long asOfMillis,
    OptionalLong fromMillis,
    List<Tile> tiles,
    OptionalLong partialUntilMillis,
    OptionalLong tickMillis) {

  public Explanation {
    tiles = List.copyOf(tiles);
  }

  /**
   * The events of a stretch of time, summed up.
   *
   * @param fromMillis where it starts
   * @param untilMillis where it ends, exclusive
   * @param value what the column would be if there were no other tile: a Double, a String or a list
   *     of them; null where it would be null
   * @param events how many events count in it; empty where the aggregate does not remember
   * @param ahead how many of its events wait for the next observation tick: the live value counts
   *     them, the row of the tick before them must not
   */
  public record Tile(
      long fromMillis, long untilMillis, @Nullable Object value, OptionalLong events, int ahead) {}

  /** How many events count in all tiles; empty where the aggregate does not remember. */
  public OptionalLong events() {
    return tiles.stream().allMatch(tile -> tile.events().isPresent())
        ? OptionalLong.of(tiles.stream().mapToLong(tile -> tile.events().orElseThrow()).sum())
        : OptionalLong.empty();
  }
}
