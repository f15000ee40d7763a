package io.portrait.job.window;

import com.google.common.hash.Hashing;
import io.portrait.job.CopiedState;
import io.portrait.learning.Doubles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The numbers that a model will learn from, as bytes, whatever columns the section named when they
 * were written: each value says in eight bytes, of a SHA-256, which list of columns that was, and
 * the lists are kept beside.
 *
 * <p>State: lists of columns, a text each, under {@code inputs}.
 */
final class InputLayouts {

  private static final String BETWEEN = "\n";

  private final CopiedState<String> state;
  private final List<String> columns;
  private final long own;
  private final Map<Long, List<String>> known = new TreeMap<>();

  /**
   * Restores the lists.
   *
   * @param store the operator's, in {@code initializeState}
   * @param columns the section's now
   */
  InputLayouts(OperatorStateStore store, List<String> columns) throws Exception {
    state = new CopiedState<>(store, "inputs", Types.STRING);
    Set<String> lists = new LinkedHashSet<>();
    for (String restored : state.restored()) {
      lists.add(restored);
    }
    for (String list : lists) {
      known.put(keyOf(list), list.isEmpty() ? List.of() : List.of(list.split(BETWEEN)));
    }
    this.columns = columns;
    String list = String.join(BETWEEN, columns);
    own = keyOf(list);
    known.put(own, columns);
  }

  private static long keyOf(String list) {
    return Hashing.sha256().hashString(list, StandardCharsets.UTF_8).asLong();
  }

  /** Writes the lists; call in {@code snapshotState}. */
  void snapshot() throws Exception {
    state.snapshotAll(known.values().stream().map(list -> String.join(BETWEEN, list)).toList());
  }

  /** The bytes of a user's numbers: columns, then the embedding's coordinates. */
  byte[] write(double[] features) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 + Double.BYTES * features.length);
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(own);
      Doubles.write(features, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #write} wrote; a column that was not asked for then is NaN. */
  double[] read(byte[] bytes) {
    long layout;
    double[] written;
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      layout = in.readLong();
      written = Doubles.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (layout == own) {
      return written;
    }
    List<String> before = known.getOrDefault(layout, List.of());
    int vector = Math.max(0, written.length - before.size());
    double[] features = new double[columns.size() + vector];
    Arrays.fill(features, 0, columns.size(), Double.NaN);
    for (int i = 0; i < columns.size(); i++) {
      int at = before.indexOf(columns.get(i));
      if (at >= 0) {
        features[i] = written[at];
      }
    }
    System.arraycopy(written, before.size(), features, columns.size(), vector);
    return features;
  }
}
