package io.portrait.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.NamedView;
import io.portrait.profile.ProfileSchema;
import java.util.Locale;

/** What can be asked for, as JSON. */
final class FeatureList {

  private FeatureList() {}

  /**
   * {@code {"project":"shop","features":[{"name":"views_7d","type":"long","unit":"events"}, ...],
   * "views":{"homepage":["views_7d", ...]},"users_per_batch":1000}}: the types and units of {@code
   * FORMAT.md}, and {@code embedding} of type {@code vector} where there is one.
   */
  static String of(Definition definition, Limits limits) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", definition.project());
    ArrayNode features = json.putArray("features");
    for (Column column : ProfileSchema.of(definition).columns()) {
      features
          .addObject()
          .put("name", column.name())
          .put("type", column.type().name().toLowerCase(Locale.ROOT))
          .put("unit", column.unit());
    }
    if (definition.embedding() != null) {
      features.addObject().put("name", Embedding.NAME).put("type", "vector").put("unit", "");
    }
    ObjectNode views = json.putObject("views");
    for (NamedView view : definition.views()) {
      view.columns().forEach(views.putArray(view.name())::add);
    }
    json.put("users_per_batch", limits.usersPerBatch());
    return json.toString();
  }
}
