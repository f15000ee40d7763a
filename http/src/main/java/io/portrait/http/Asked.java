package io.portrait.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.primitives.Longs;
import io.portrait.yaml.NearestName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a request for profiles asks for.
 *
 * @param users whose, in this order
 * @param features names of columns; empty for all
 * @param view the name of a view
 * @param deadline how long reading may take
 */
record Asked(List<String> users, List<String> features, Optional<String> view, Duration deadline) {

  private static final String USERS = "users";
  private static final String FEATURES = "features";
  private static final String VIEW = "view";
  private static final String DEADLINE = "deadline_ms";
  private static final Set<String> PARAMETERS = Set.of(FEATURES, VIEW, DEADLINE);
  private static final Set<String> FIELDS = Set.of(USERS, FEATURES, VIEW, DEADLINE);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Of the path and what follows the question mark.
   *
   * @throws Problem 400, if something there makes no sense
   */
  static Asked of(Call call, Limits limits) {
    if (!UserIds.isPossible(call.variable())) {
      throw Problem.wrongRequest(UserIds.RULE);
    }
    Fields query = call.query(PARAMETERS);
    List<String> features = new ArrayList<>();
    for (String value : query.getValuesOrEmpty(FEATURES)) {
      features.addAll(List.of(value.split(",", -1)));
    }
    return new Asked(
        List.of(call.variable()),
        features,
        Call.single(query, VIEW),
        deadline(Call.single(query, DEADLINE).orElse(null), limits));
  }

  /**
   * Of a body: {@code {"users":[...],"features":[...],"view":"...","deadline_ms":50}}.
   *
   * @throws Problem 400, if it is no such object; 413, if it asks for too many users
   */
  static Asked of(byte[] body, Limits limits) {
    JsonNode json = parse(body);
    if (!json.isObject()) {
      throw Problem.wrongRequest("the body is one JSON object: {\"users\":[\"u-1\",\"u-2\"]}");
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw Problem.wrongRequest("no field '" + name + "'" + NearestName.hint(name, FIELDS));
      }
    }
    List<String> users = texts(json, USERS, true);
    if (!json.has(USERS)) {
      throw Problem.wrongRequest("users is missing: whose profiles?");
    }
    if (users.size() > limits.usersPerBatch()) {
      throw Problem.of(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          users.size() + " users: ask for " + limits.usersPerBatch() + " at most, page by page");
    }
    JsonNode view = json.path(VIEW);
    if (!view.isMissingNode() && !view.isTextual()) {
      throw Problem.wrongRequest("view is a text");
    }
    JsonNode deadline = json.path(DEADLINE);
    return new Asked(
        users,
        texts(json, FEATURES, false),
        view.isMissingNode() ? Optional.empty() : Optional.of(view.textValue()),
        deadline(deadline.isMissingNode() ? null : deadline.toString(), limits));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw Problem.wrongRequest(
          "the body is no JSON, line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw Problem.wrongRequest("the body is not UTF-8");
    }
  }

  private static List<String> texts(JsonNode json, String field, boolean numbersToo) {
    JsonNode array = json.path(field);
    if (array.isMissingNode()) {
      return List.of();
    }
    if (!array.isArray()) {
      throw Problem.wrongRequest(field + " is an array of texts");
    }
    List<String> texts = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      // As in events: a whole number is taken as its decimal text.
      if (!element.isTextual() && !(numbersToo && element.isIntegralNumber())) {
        throw Problem.wrongRequest(field + "[" + texts.size() + "] is not a text");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  private static Duration deadline(@Nullable String millis, Limits limits) {
    if (millis == null) {
      return limits.deadline();
    }
    long longest = limits.longestDeadline().toMillis();
    Long given = Longs.tryParse(millis);
    if (given == null || given < 1 || given > longest) {
      throw Problem.wrongRequest("deadline_ms is a whole number from 1 to " + longest);
    }
    return Duration.ofMillis(given);
  }
}
