package io.portrait.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the images hold beside their base, laid out by the script that the Dockerfile runs. */
final class Trees {

  private final Path folder;

  private Trees(Path folder) {
    this.folder = folder;
  }

  /** Runs {@code k8s/image/assemble}; everything must have been built. */
  static Trees assemble(Path folder) {
    try {
      Process script =
          new ProcessBuilder(Rendered.HOME.resolve("image/assemble").toString(), folder.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (script.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      return new Trees(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Path of(String image) {
    return folder.resolve(image);
  }

  /** Files of an image, as paths in it. */
  List<String> files(String image) {
    try (Stream<Path> files = Files.walk(of(image))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + of(image).relativize(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An image's entry point with the arguments of a container, in this tree and with this Java. */
  ProcessBuilder container(String image, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    for (String part : Dockerfile.read().stage(image).list("ENTRYPOINT")) {
      command.add(part.replace("/opt/portrait/" + image, of(image) + "/opt/portrait/" + image));
    }
    command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().clear();
    process.environment().putAll(environment);
    return process;
  }
}
