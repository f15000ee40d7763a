package io.portrait.cli.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.aggregate.UserState;
import io.portrait.job.window.Tombstone;

/** What is remembered of a user as one JSON object; times are epoch milliseconds. */
public final class KeptUserJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private KeptUserJson() {}

  /** One line, without a line break. */
  public static String line(KeptUser user, Source source) {
    ObjectNode json = JSON.createObjectNode();
    json.put("user_id", user.userId());
    json.put("bytes", user.bytes());
    user.user().ifPresent(decoded -> put(json, decoded));
    Tombstone tombstone = user.tombstone();
    if (tombstone != null) {
      json.putObject("tombstone")
          .put("erased_at", tombstone.erasedAtMillis())
          .put("until", tombstone.untilMillis());
    } else if (user.isTombstoneKnown()) {
      json.putNull("tombstone");
    }
    if (user.scored().segment().isPresent()) {
      json.put("segment", user.scored().segment().getAsInt());
    } else {
      json.putNull("segment");
    }
    json.put("churn_alert", user.scored().isAlerted());
    ArrayNode held = json.putArray("held_rows");
    user.scored()
        .heldBytes()
        .forEach((tick, bytes) -> held.addObject().put("as_of", tick).put("bytes", bytes));
    ArrayNode parts = json.putArray("parts");
    user.parts()
        .forEach(part -> parts.addObject().put("part", part.name()).put("bytes", part.bytes()));
    json.set("read", AnswerJson.read(source));
    return json.toString();
  }

  private static void put(ObjectNode json, KeptUser.Decoded decoded) {
    UserState state = decoded.state();
    json.put("as_of", state.asOf(Long.MIN_VALUE));
    json.put("events", state.events());
    json.put("first_event", state.firstMillis());
    json.put("latest_event", state.latestMillis());
    json.put("events_ahead", state.eventsAhead());
    json.put("ids_at_hand", state.idsAtHand());
    json.put("older_ids", state.olderIds());
    json.put("taste_dimensions", decoded.tasteDimensions());
    json.put("other_definitions", state.isOfOtherDefinitions());
    ArrayNode labels = json.putArray("pending_labels");
    state
        .pendingLabels()
        .forEach((tick, stayed) -> labels.addObject().put("tick", tick).put("stayed", stayed));
    ArrayNode columns = json.putArray("columns");
    decoded.columns().forEach(answer -> AnswerJson.put(columns.addObject(), answer));
  }
}
