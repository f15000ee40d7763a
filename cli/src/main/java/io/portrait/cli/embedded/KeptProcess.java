package io.portrait.cli.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process beside this one that never outlives it, even where this one is killed: a shell holds
 * the other end of a pipe, and ends the process when the pipe breaks. Ctrl-C, or a SIGTERM to the
 * process group, does not reach it: who started it says when it ends.
 */
public final class KeptProcess implements AutoCloseable {

  /** How a process is asked to end by {@link #close} and when this one is gone. */
  public enum End {
    /** SIGTERM: it may still write what it holds. */
    TERM,
    /** SIGKILL: nothing of it is worth waiting for. */
    KILL
  }

  // Job control is on only while the process starts, which gives it a group of its own: with it on,
  // `wait` would return when the process is paused.
  private static final String KEEPER =
      "trap : INT HUP TERM; end=$1; shift; exec 3<&0;"
          + " set -m; \"$@\" </dev/null 3<&- >&2 & child=$!; set +m; echo \"$child\";"
          + " { trap '' INT HUP TERM; read -r _ <&3; kill -s \"$end\" \"$child\";"
          + " kill -s CONT \"$child\"; } >/dev/null 2>&1 & watcher=$!; exec >/dev/null;"
          + " wait \"$child\"; status=$?;"
          + " while kill -0 \"$child\" 2>/dev/null; do wait \"$child\"; status=$?; done;"
          + " kill -s KILL \"$watcher\"; exit $status";

  private static final Duration GONE_WITHIN = Duration.ofSeconds(30);

  private final Process keeper;
  private final long pid;

  private KeptProcess(Process keeper, long pid) {
    this.keeper = keeper;
    this.pid = pid;
  }

  /**
   * Starts a process.
   *
   * @param command a program and its arguments
   * @param directory its working directory
   * @param environment added to that of this process
   * @param log what it says is appended here
   * @param end how it is asked to end
   * @throws IOException if it cannot be started
   */
  public static KeptProcess start(
      List<String> command, Path directory, Map<String, String> environment, Path log, End end)
      throws IOException {
    List<String> kept = new ArrayList<>(List.of("bash", "-c", KEEPER, "portrait-keeper"));
    kept.add(end.name());
    kept.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(kept)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process keeper = builder.start();
    try (BufferedReader told = keeper.inputReader(StandardCharsets.US_ASCII)) {
      String pid = told.readLine();
      if (pid == null) {
        throw new IOException("the shell that keeps it ended: see " + log);
      }
      return new KeptProcess(keeper, Long.parseLong(pid));
    }
  }

  /** Its process id. */
  public long pid() {
    return pid;
  }

  /** Whether it still runs, or is paused. */
  public boolean running() {
    return keeper.isAlive();
  }

  /** Waits for its end; whether it came in time. */
  public boolean awaitEnd(Duration most) throws InterruptedException {
    return keeper.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it ended with, as shells tell it: 128 and the signal where it was killed. */
  public int exitCode() {
    return keeper.exitValue();
  }

  /** SIGKILL: what it has not written is lost. Returns when it is gone. */
  public void kill() {
    destroy();
    gone();
  }

  /** SIGSTOP: from now on it does nothing, but its connections stay open. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  public void resume() {
    signal("CONT");
  }

  /** Asks it to end as it was said at the start, and kills it where it does not for 30 s. */
  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
    } catch (IOException brokenAlready) {
      // The shell is gone, or reads the end of the pipe all the same.
    }
    gone();
  }

  private void gone() {
    try {
      if (!keeper.waitFor(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        destroy();
        keeper.waitFor(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      destroy();
      Thread.currentThread().interrupt();
    }
  }

  /** Java can send no such signal by itself. */
  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("bash", "-c", "kill -s \"$0\" \"$1\"", name, String.valueOf(pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("process " + pid() + " is gone, no SIG" + name);
      }
    } catch (IOException e) {
      throw new IllegalStateException("no bash to send SIG" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** While the shell is there, nobody else has the process id. */
  private void destroy() {
    if (keeper.isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
