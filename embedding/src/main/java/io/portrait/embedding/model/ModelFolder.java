package io.portrait.embedding.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Models in folders: users' own. */
final class ModelFolder {

  private static final String SCRIPT = ".pt";
  private static final String HALF_SCRIPT = "-half.pt";

  private ModelFolder() {}

  static ModelFiles find(String model) {
    Path folder = path(model);
    if (!Files.isDirectory(folder)) {
      throw missing(model, Files.exists(folder) ? "that is no folder" : "there is no such folder");
    }
    Path script = script(model, folder);
    String base = script.getFileName().toString().replaceFirst("\\.pt$", "");
    URL tokenizer = url(folder.resolve("tokenizer.json"));
    if (tokenizer == null) {
      throw missing(model, "the folder has no tokenizer.json");
    }
    return new ModelFiles(
        model,
        Objects.requireNonNull(url(script)),
        url(folder.resolve(base + HALF_SCRIPT)),
        tokenizer,
        url(folder.resolve("serving.properties")));
  }

  private static Path path(String model) {
    try {
      return Path.of(URI.create(model.replace(" ", "%20")));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new ModelNotFoundException(
          "model " + model + ": not an address of a folder, which is file:/ and its whole path", e);
    }
  }

  private static Path script(String model, Path folder) {
    List<Path> scripts;
    try (Stream<Path> files = Files.list(folder)) {
      scripts =
          files
              .filter(file -> file.getFileName().toString().endsWith(SCRIPT))
              .filter(file -> !file.getFileName().toString().endsWith(HALF_SCRIPT))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new ModelNotFoundException("model " + model + ": the folder cannot be read: " + e, e);
    }
    if (scripts.isEmpty()) {
      throw missing(model, "the folder has no *.pt, a model saved by torch.jit.save");
    }
    if (scripts.size() > 1) {
      String names =
          scripts.stream()
              .map(file -> file.getFileName().toString())
              .collect(Collectors.joining(", "));
      throw missing(model, "the folder has more than one *.pt: " + names);
    }
    return scripts.get(0);
  }

  private static @Nullable URL url(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelNotFoundException missing(String model, String what) {
    return new ModelNotFoundException("model " + model + ": " + what);
  }
}
