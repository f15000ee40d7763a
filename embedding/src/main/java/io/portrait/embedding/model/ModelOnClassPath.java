package io.portrait.embedding.model;

import java.net.URL;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Models in jars, by name. */
final class ModelOnClassPath {

  /** Those of Portrait's own modules; each is a jar that an installation may or may not have. */
  static final List<String> CATALOGUE = List.of("all-minilm-l6-v2", "bge-small-en", "bge-small-zh");

  private static final String ROOT = "io/portrait/embedding/model/";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private ModelOnClassPath() {}

  static ModelFiles find(String name) {
    URL script = NAME.matcher(name).matches() ? resource(name, "model.pt") : null;
    if (script == null) {
      throw missing(name);
    }
    URL tokenizer = resource(name, "tokenizer.json");
    if (tokenizer == null) {
      throw new ModelNotFoundException(
          "model " + name + ": there is no tokenizer.json beside " + script);
    }
    return new ModelFiles(
        name,
        script,
        resource(name, "model-half.pt"),
        tokenizer,
        resource(name, "serving.properties"));
  }

  private static ModelNotFoundException missing(String name) {
    if (CATALOGUE.contains(name)) {
      return new ModelNotFoundException(
          ("model %s is not on the class path; './mvnw -pl models/%s -am package -Dmaven.test.skip'"
                  + " makes its jar, portrait-model-%s")
              .formatted(name, name, name));
    }
    List<String> there =
        CATALOGUE.stream().filter(known -> resource(known, "model.pt") != null).toList();
    return new ModelNotFoundException(
        "no model %s; on the class path: %s; of the catalogue: %s; one of your own: file:/FOLDER"
            .formatted(
                name,
                there.isEmpty() ? "none" : String.join(", ", there),
                String.join(", ", CATALOGUE)));
  }

  /** A job's jars are seen by the thread's class loader, those beside this class by its own. */
  private static @Nullable URL resource(String name, String file) {
    String path = ROOT + name + "/" + file;
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    URL found = context == null ? null : context.getResource(path);
    return found != null
        ? found
        : Objects.requireNonNull(ModelOnClassPath.class.getClassLoader()).getResource(path);
  }
}
