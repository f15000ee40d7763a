package io.portrait.embedding.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a model are: its program and weights as TorchScript, its tokenizer in Hugging
 * Face's format, its settings. Found without loading PyTorch, so that a wrong name is cheap.
 */
public final class ModelFiles {

  private final String model;
  private final URL script;
  private final @Nullable URL halfScript;
  private final URL tokenizer;
  private final @Nullable URL settings;

  ModelFiles(
      String model, URL script, @Nullable URL halfScript, URL tokenizer, @Nullable URL settings) {
    this.model = model;
    this.script = script;
    this.halfScript = halfScript;
    this.tokenizer = tokenizer;
    this.settings = settings;
  }

  /**
   * Finds a model.
   *
   * @param model a name, for the files under {@code /io/portrait/embedding/model/NAME} on the class
   *     path; or {@code file:/FOLDER}, for a folder with one {@code *.pt}, beside it maybe the same
   *     with half weights in {@code *-half.pt}, {@code tokenizer.json}, and maybe {@code
   *     serving.properties}
   * @throws ModelNotFoundException if it is not there, in one line that says what is missing
   */
  public static ModelFiles of(String model) {
    return model.startsWith("file:") ? ModelFolder.find(model) : ModelOnClassPath.find(model);
  }

  /** As it was asked for. */
  public String model() {
    return model;
  }

  /** Whether there is a file with half weights. */
  public boolean hasHalf() {
    return halfScript != null;
  }

  /** The program and the weights, in 32 bits or in 16. */
  URL script(boolean half) {
    return half && halfScript != null ? halfScript : script;
  }

  /** The tokenizer. */
  InputStream tokenizer() throws IOException {
    return open(tokenizer);
  }

  /**
   * What {@code serving.properties} says, or the default.
   *
   * @throws ModelOpenException if a value there cannot be
   */
  ModelSettings settings() throws IOException {
    if (settings == null) {
      return ModelSettings.DEFAULT;
    }
    Properties properties = new Properties();
    try (Reader reader = new InputStreamReader(open(settings), StandardCharsets.UTF_8)) {
      properties.load(reader);
      return ModelSettings.of(properties);
    } catch (IllegalArgumentException e) {
      throw new ModelOpenException("model " + model + ": serving.properties: " + e.getMessage(), e);
    }
  }

  /** Opens a file without Java's cache of jars, which would keep a job's own jar open for good. */
  static InputStream open(URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  @Override
  public String toString() {
    return model;
  }
}
