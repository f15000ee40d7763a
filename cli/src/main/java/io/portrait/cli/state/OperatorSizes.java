package io.portrait.cli.state;

import io.portrait.job.SavedJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.OperatorID;

/** How large the state of each operator of a savepoint is, from what its metadata says. */
public final class OperatorSizes {

  private OperatorSizes() {}

  /**
   * An operator of a savepoint.
   *
   * @param uid its uid; the hash of it where it is none of Portrait's
   * @param bytes of its files, as they lie there; those that checkpoints share among them
   */
  public record OperatorSize(String uid, int parallelism, int maxParallelism, long bytes) {}

  /** Those with any state, largest first. */
  public static List<OperatorSize> of(SavedJob job) {
    Map<OperatorID, String> uids = uids();
    List<OperatorSize> sizes = new ArrayList<>();
    for (OperatorState state : job.metadata().getOperatorStates()) {
      if (state.getStateSize() > 0) {
        OperatorID id = state.getOperatorID();
        sizes.add(
            new OperatorSize(
                uids.getOrDefault(id, id.toHexString()),
                state.getParallelism(),
                state.getMaxParallelism(),
                state.getStateSize()));
      }
    }
    sizes.sort(
        Comparator.comparingLong(OperatorSize::bytes).reversed().thenComparing(OperatorSize::uid));
    return sizes;
  }

  private static Map<OperatorID, String> uids() {
    try (InputStream in = OperatorSizes.class.getResourceAsStream("uids.txt")) {
      if (in == null) {
        throw new IllegalStateException("the list of uids is missing");
      }
      Map<OperatorID, String> uids = new HashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(uid -> uids.put(SavedJob.idOf(uid), uid));
      return uids;
    } catch (IOException e) {
      throw new IllegalStateException("the list of uids cannot be read", e);
    }
  }
}
