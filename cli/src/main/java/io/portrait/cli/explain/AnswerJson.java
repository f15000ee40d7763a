package io.portrait.cli.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.aggregate.Explanation;
import io.portrait.aggregate.Explanation.Tile;
import io.portrait.cli.explain.Answer.Input;
import io.portrait.definition.Column;
import io.portrait.definition.Feature;
import io.portrait.definition.Window;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An answer as one JSON object; times are epoch milliseconds, {@code until} is exclusive. */
public final class AnswerJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AnswerJson() {}

  /** One line, without a line break. */
  public static String line(Answer answer, Source source) {
    ObjectNode json = JSON.createObjectNode();
    json.put("user_id", answer.userId());
    put(json, answer);
    json.put("other_definitions", answer.isOfOtherDefinitions());
    json.set("read", read(source));
    return json.toString();
  }

  /** Puts the value and what it is made of. */
  static void put(ObjectNode json, Answer answer) {
    json.put("column", answer.column().name());
    put(json, "value", answer.column(), answer.value());
    json.put("unit", answer.column().unit());
    json.put("words", answer.meaning().words());
    json.put("as_of", answer.asOfMillis());
    json.put("first_event", answer.firstMillis());
    if (answer.meaning() instanceof Meaning.OfFeature column) {
      feature(json, column);
    } else if (answer.meaning() instanceof Meaning.Computed computed) {
      json.put("expression", computed.expression());
      ObjectNode inputs = json.putObject("inputs");
      for (Input input : answer.inputs()) {
        put(inputs, input.column().name(), input.column(), input.value());
      }
    }
    answer.tiles().ifPresent(tiles -> tiles(json, answer.column(), tiles));
  }

  /** Where it was read. */
  public static ObjectNode read(Source source) {
    return JSON.createObjectNode()
        .put("kind", source.kind())
        .put("id", source.id())
        .put("place", source.place())
        .put("saved_at", source.savedMillis());
  }

  private static void feature(ObjectNode json, Meaning.OfFeature column) {
    Feature feature = column.feature();
    json.put("aggregate", feature.aggregate().label());
    json.put("of", feature.of() == null ? null : feature.of().name());
    ArrayNode types = json.putArray("types");
    feature.types().forEach(types::add);
    json.put("where", feature.where() == null ? null : feature.where().source());
    Window window = column.window();
    if (window == null) {
      json.putNull("window");
    } else {
      json.putObject("window")
          .put("size_ms", window.sizeMillis())
          .put("hop_ms", window.hopMillis());
    }
  }

  private static void tiles(ObjectNode json, Column column, Explanation explanation) {
    put(json, "from", explanation.fromMillis());
    put(json, "partial_until", explanation.partialUntilMillis());
    put(json, "next_tick", explanation.tickMillis());
    put(json, "events", explanation.events());
    ArrayNode tiles = json.putArray("tiles");
    for (Tile tile : explanation.tiles()) {
      ObjectNode node = tiles.addObject();
      node.put("from", tile.fromMillis());
      node.put("until", tile.untilMillis());
      put(node, "value", column, tile.value());
      put(node, "events", tile.events());
      node.put("ahead", tile.ahead());
    }
  }

  private static void put(ObjectNode into, String name, Column column, @Nullable Object value) {
    into.set(name, JSON.valueToTree(Answer.typed(column, value)));
  }

  private static void put(ObjectNode into, String name, OptionalLong value) {
    if (value.isPresent()) {
      into.put(name, value.getAsLong());
    } else {
      into.putNull(name);
    }
  }
}
