package io.portrait.job;

import java.lang.reflect.Field;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process of Flink unload the classes of a job that has left it.
 *
 * <p>Flink loads a job's classes anew each time that the job comes back to a TaskManager, or is
 * submitted to a JobManager's REST API, and forgets those of before. Iceberg, Hadoop and SQLite's
 * driver hold on to theirs until the process ends: by thread pools and clean-ups that shutdown
 * hooks close, by a thread, by the list of drivers. Each time would leave some 50 MB behind. Here
 * the end of the class loader is taken for the end of the process.
 *
 * <p>Classes of Flink's {@code lib/} stay, and so does all that is theirs.
 */
public final class ClassRelease {

  /** The name of a task's release hook: one a class loader. */
  public static final String NAME = "portrait-class-release";

  /** A thread pool is given two minutes to end what it has begun, which goes on without us. */
  private static final long LONGEST_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ClassRelease.class);

  private static final ClassLoader LOADER = ClassRelease.class.getClassLoader();

  private ClassRelease() {}

  /**
   * To be done when the class loader of this class is released. Takes the time of whoever manages
   * the TaskManager's slots, hence the bound.
   */
  public static void run() {
    if (LOADER == StreamOperator.class.getClassLoader()) {
      return;
    }
    Thread releasing = new Thread(ClassRelease::release, NAME);
    releasing.setDaemon(true);
    releasing.start();
    try {
      releasing.join(LONGEST_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void release() {
    deregisterDrivers();
    try {
      runShutdownHooks();
      interruptThreads();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException | RuntimeException hidden) {
      // InaccessibleObjectException is a RuntimeException.
      LOG.warn(
          "the classes of this job stay in memory: Java needs --add-opens"
              + " java.base/java.lang=ALL-UNNAMED, which Flink's own config.yaml has ({})",
          hidden.toString());
    }
  }

  private static void deregisterDrivers() {
    for (Driver driver : DriverManager.drivers().toList()) {
      if (isOurs(driver)) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException refused) {
          LOG.warn("the JDBC driver {} stays in memory", driver, refused);
        }
      }
    }
  }

  /** All at once, as Java itself does. */
  private static void runShutdownHooks() throws ReflectiveOperationException, InterruptedException {
    List<Thread> started = new ArrayList<>();
    for (Thread hook : shutdownHooks()) {
      if (isOurs(hook) && isRemoved(hook)) {
        hook.start();
        started.add(hook);
      }
    }
    for (Thread hook : started) {
      hook.join();
    }
  }

  /** Where the process ends anyway, its hooks run by themselves. */
  private static boolean isRemoved(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return false;
    }
  }

  private static void interruptThreads() throws ReflectiveOperationException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread != Thread.currentThread() && isOurs(thread)) {
        thread.interrupt();
      }
    }
  }

  private static boolean isOurs(Thread thread) throws ReflectiveOperationException {
    return isOurs((Object) thread) || isOurs(target(thread));
  }

  private static boolean isOurs(@Nullable Object object) {
    return object != null && object.getClass().getClassLoader() == LOADER;
  }

  @SuppressWarnings("unchecked") // Java's own field
  private static List<Thread> shutdownHooks() throws ReflectiveOperationException {
    Class<?> hooks = Class.forName("java.lang.ApplicationShutdownHooks");
    synchronized (hooks) {
      // Null once the process ends.
      Map<Thread, Thread> all = (Map<Thread, Thread>) field(hooks, "hooks").get(null);
      return all == null ? List.of() : List.copyOf(all.keySet());
    }
  }

  /** What a thread was made to run: a field of it, or, from Java 19 on, of its {@code holder}. */
  private static @Nullable Object target(Thread thread) throws ReflectiveOperationException {
    if (Runtime.version().feature() < 19) {
      return field(Thread.class, "target").get(thread);
    }
    Object holder = field(Thread.class, "holder").get(thread);
    return holder == null ? null : field(holder.getClass(), "task").get(holder);
  }

  private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
