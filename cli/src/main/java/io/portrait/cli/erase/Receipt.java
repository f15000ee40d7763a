package io.portrait.cli.erase;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.erasure.TableReport.Remaining;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an erasure did, where and when. Users are called by their hashes: no id is in it.
 *
 * @param product that made it, with its version
 * @param project whose users they were
 * @param definitions hash of the definition file
 * @param how it was done, in a few words
 * @param erasedAt the time of the erasure: what the users did until then is refused
 * @param finishedAt when all was done and searched
 * @param users by hash, whether anything of the user was there
 * @param places in the order in which they were seen to
 */
public record Receipt(
    String product,
    String project,
    String definitions,
    String how,
    Instant erasedAt,
    Instant finishedAt,
    Map<String, Boolean> users,
    List<Place> places) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Receipt {
    places = List.copyOf(places);
  }

  /** Whether everything that should have gone has gone. */
  public boolean isComplete() {
    return places.stream().noneMatch(Place::hasFailed);
  }

  /** As JSON, to be kept. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("product", product);
    root.put("project", project);
    root.put("definitions", definitions);
    root.put("how", how);
    root.put("erased_at", erasedAt.toString());
    root.put("finished_at", finishedAt.toString());
    root.put("complete", isComplete());
    ArrayNode everyone = root.putArray("users");
    users.forEach((hash, known) -> everyone.addObject().put("hash", hash).put("known", known));
    ArrayNode everywhere = root.putArray("places");
    for (Place place : places) {
      ObjectNode node = everywhere.addObject();
      node.put("place", place.name());
      node.put("at", place.at().toString());
      place.done().forEach(node::putPOJO);
      ArrayNode remaining = node.putArray("remaining");
      place.remaining().forEach(each -> remaining.add(of(each)));
    }
    return root.toPrettyString();
  }

  private static ObjectNode of(Remaining remaining) {
    ObjectNode node = JSON.createObjectNode();
    node.put("what", remaining.what());
    node.put("why", remaining.why());
    if (remaining.until() != null) {
      node.put("until", remaining.until().toString());
    }
    node.put("should_be_gone", remaining.isFailure());
    return node;
  }
}
