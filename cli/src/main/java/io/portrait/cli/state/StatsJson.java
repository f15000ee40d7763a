package io.portrait.cli.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.cli.state.OperatorSizes.OperatorSize;
import java.util.List;

/** The sizes of a savepoint as one JSON object. */
public final class StatsJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StatsJson() {}

  /**
   * One line, without a line break.
   *
   * @param read which savepoint it is
   */
  public static String line(ObjectNode read, List<OperatorSize> operators, StateScan.Found found) {
    StateSizes users = found.users();
    ObjectNode json = JSON.createObjectNode();
    json.put("users", users.keys());
    json.put("bytes", users.bytes() + found.scores().bytes());
    json.put("unreadable", users.unreadable());
    ArrayNode steps = json.putArray("operators");
    for (OperatorSize operator : operators) {
      steps
          .addObject()
          .put("uid", operator.uid())
          .put("bytes", operator.bytes())
          .put("parallelism", operator.parallelism())
          .put("max_parallelism", operator.maxParallelism());
    }
    ObjectNode parts = json.putObject("bytes_by_part");
    users.bytesByPart().forEach(parts::put);
    found.scores().bytesByPart().forEach(parts::put);
    ObjectNode quantiles = json.putObject("bytes_of_a_user");
    for (double share : new double[] {0, 0.5, 0.9, 0.99, 0.999, 1}) {
      quantiles.put(String.valueOf(share), users.quantile(share));
    }
    ArrayNode largest = json.putArray("largest");
    for (KeySize key : users.largest()) {
      largest.addObject().put("user_id", key.key()).put("bytes", key.bytes());
    }
    json.set("read", read);
    return json.toString();
  }
}
