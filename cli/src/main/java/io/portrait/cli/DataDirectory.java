package io.portrait.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of one machine lies: the embedded parts' data, checkpoints, logs, and what is
 * remembered from run to run. One process at a time has it.
 */
public final class DataDirectory implements AutoCloseable {

  /** Receipts of erasures. */
  static final String ERASURES = "erasures";

  /** The index of {@code similar}. */
  static final String SIMILAR = "similar";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Opens a directory for this process alone, making it where it is missing.
   *
   * @throws Failure if it cannot be made or written, or another process has it
   */
  public static DataDirectory open(Path path) {
    return tryOpen(path)
        .orElseThrow(
            () ->
                Failure.because(
                    "data directory "
                        + path
                        + " is in use by another portrait: stop it, or choose another with"
                        + " --data-dir"));
  }

  /**
   * As {@link #open}, but empty where another process has it.
   *
   * @throws Failure if it cannot be made or written
   */
  public static Optional<DataDirectory> tryOpen(Path path) {
    Path root = path.toAbsolutePath().normalize();
    FileChannel channel = null;
    try {
      Files.createDirectories(root);
      channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel)) {
        return Optional.of(new DataDirectory(root, channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw Failure.because("data directory " + path + " cannot be used: " + reason(e), e);
    }
  }

  /** What the process that has a directory serves, if one has it. */
  public static Optional<Endpoints> endpoints(Path path) {
    Path file = path.resolve("endpoints.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Endpoints endpoints = JSON.readValue(file.toFile(), Endpoints.class);
      return Optional.of(endpoints).filter(Endpoints::alive);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
    }
  }

  /**
   * Where the live job of a directory was saved last, whichever process has the directory; empty
   * before the first time.
   */
  static Optional<Path> resumePoint(Path path) {
    Path root = path.toAbsolutePath().normalize();
    return ResumePoint.newest(state(root).savepoint(), root.resolve("checkpoints"));
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /** The embedded broker's log. */
  public Path kafka() {
    return root.resolve("kafka");
  }

  /** The embedded Redis' rows. */
  public Path redis() {
    return root.resolve("redis");
  }

  /** The Iceberg tables. */
  public Path warehouse() {
    return root.resolve("warehouse");
  }

  /** Checkpoints of the live job. */
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /** Savepoints of the live job. */
  public Path savepoints() {
    return root.resolve("savepoints");
  }

  /** Log files. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** What is worth nothing once the process has ended. */
  public Path temporary() {
    return root.resolve("temporary");
  }

  /** How far sources have been fed. */
  public Path feed() {
    return root.resolve("feed.json");
  }

  /** The definitions of the latest run. */
  public Path definitions() {
    return root.resolve("definitions.yaml");
  }

  /** What is remembered from run to run. */
  public RunState state() {
    return state(root);
  }

  /** What a directory remembers, whichever process has it. */
  static RunState state(Path root) {
    Path file = root.resolve("state.json");
    if (!Files.exists(file)) {
      return RunState.NEW;
    }
    try {
      return JSON.readValue(file.toFile(), RunState.class);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
    }
  }

  /** Remembers. */
  public void save(RunState state) {
    write("state.json", state);
  }

  /** Says where this process serves, until the directory is closed. */
  public void publish(Endpoints endpoints) {
    write("endpoints.json", endpoints);
  }

  /** Gives the directory back. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(root.resolve("endpoints.json"));
      lock.close();
    } catch (IOException e) {
      throw Failure.because("data directory " + root + ": " + reason(e), e);
    }
  }

  private void write(String name, Object value) {
    Path fresh = root.resolve(name + ".new");
    try {
      JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), value);
      Files.move(
          fresh,
          root.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Failure.because("data directory " + root + " cannot be written: " + reason(e), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String reason(IOException failure) {
    if (failure instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return Failure.reason(failure);
  }
}
