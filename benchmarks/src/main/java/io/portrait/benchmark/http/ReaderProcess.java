package io.portrait.benchmark.http;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The HTTP reader as a process of its own, as it is on a cluster. */
final class ReaderProcess implements AutoCloseable {

  private static final long READY_SECONDS = 60;
  private static final String SAID = "Serving ";

  private final Process process;
  private final URI address;

  private ReaderProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it with this process' class path, and waits until it listens. */
  static ReaderProcess start(Path folder, Path definitions, String redis) throws IOException {
    Path out = folder.resolve("http-reader.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.portrait.http.HttpReader",
                "--port",
                "0",
                "--definitions",
                definitions.toString(),
                "--redis",
                redis)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      for (String line : Files.readAllLines(out)) {
        if (line.startsWith(SAID) && line.indexOf(',') > 0) {
          return new ReaderProcess(
              process, URI.create(line.substring(SAID.length(), line.indexOf(','))));
        }
      }
      pause();
    }
    process.destroy();
    throw Failure.because("the HTTP reader did not start: see " + out);
  }

  URI address() {
    return address;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
