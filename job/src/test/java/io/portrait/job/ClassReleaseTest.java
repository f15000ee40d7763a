package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.offline.OfflineCatalog;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.ChildFirstClassLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ThreadPools;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job loads for itself, as Flink does, goes when it is released, and only then. */
final class ClassReleaseTest {

  /** What a TaskManager has in its {@code lib/} of what is used here, and the test's own means. */
  private static final List<String> FROM_LIB =
      List.of(
          "java.", "javax.", "org.apache.flink.", "org.slf4j.", "org.apache.logging.", "org.xml.");

  private static final int COLLECTIONS = 40;

  @TempDir private Path folder;

  /**
   * Hadoop starts a process once. Java keeps the thread that waited for it for a minute, with the
   * context of whoever started the first.
   */
  @BeforeAll
  static void startProcess() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    new ProcessBuilder(java.toString(), "-version").redirectErrorStream(true).start().waitFor();
  }

  /** Runs inside the loader that is released. */
  public static final class Job {

    private Job() {}

    /** Starts everything of the libraries that outlives its use. */
    public static void run(String warehouse) throws Exception {
      Catalog catalog = OfflineCatalog.create(OfflineCatalog.local(Path.of(warehouse)));
      try {
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("portrait"));
        Table table =
            catalog.createTable(
                TableIdentifier.of("portrait", "t"),
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
        HadoopFileIO files = new HadoopFileIO(new Configuration(false));
        String file = table.location() + "/gone";
        files.newOutputFile(file).create().close();
        files.deleteFiles(List.of(file));
        ThreadPools.getWorkerPool().submit(() -> files.newInputFile(file).exists()).get();
        ThreadPools.getDeleteWorkerPool().submit(() -> {}).get();
      } finally {
        OfflineCatalog.close(catalog);
      }
    }

    public static void release() {
      ClassRelease.run();
    }
  }

  @Test
  void classesAreUnloadedOnceReleased() throws Exception {
    WeakReference<ClassLoader> first = used(true, "first");
    // Which finds the process as the first has left it.
    WeakReference<ClassLoader> second = used(true, "second");

    assertThat(isCollected(first)).isTrue();
    assertThat(isCollected(second)).isTrue();
  }

  /** Otherwise the test above would show nothing. */
  @Test
  void classesStayWhereTheyAreNotReleased() throws Exception {
    WeakReference<ClassLoader> kept = used(false, "kept");

    assertThat(isCollected(kept)).isFalse();
    release(Objects.requireNonNull(kept.get()));
  }

  @Test
  void classesOfTheProcessItselfStay() throws Exception {
    Job.run(folder.toString());

    Job.release();

    assertThat(ThreadPools.getWorkerPool().isShutdown()).isFalse();
    assertThat(DriverManager.drivers().map(driver -> driver.getClass().getName()))
        .contains("org.sqlite.JDBC");
  }

  /** A loader in which a job has run, and which nobody here holds any longer. */
  private WeakReference<ClassLoader> used(boolean isReleased, String name) throws Exception {
    ChildFirstClassLoader loader =
        new ChildFirstClassLoader(
            classPath(),
            ClassReleaseTest.class.getClassLoader(),
            FROM_LIB.toArray(String[]::new),
            unloadable -> {});
    run(loader, "run", folder.resolve(name).toString());
    if (isReleased) {
      release(loader);
    }
    return new WeakReference<>(loader);
  }

  /** As Flink does. */
  private static void release(ClassLoader loader) throws Exception {
    run(loader, "release");
    ((ChildFirstClassLoader) loader).close();
  }

  /** In a thread of its own, as a task: what a thread remembers ends with it. */
  private static void run(ClassLoader loader, String method, Object... arguments) throws Exception {
    FutureTask<Object> task =
        new FutureTask<>(
            () ->
                Class.forName(Job.class.getName(), true, loader)
                    .getMethod(
                        method,
                        Arrays.stream(arguments).map(Object::getClass).toArray(Class[]::new))
                    .invoke(null, arguments));
    Thread thread = new Thread(task);
    thread.setContextClassLoader(loader);
    thread.start();
    task.get();
    thread.join();
  }

  private static URL[] classPath() throws MalformedURLException {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    URL[] urls = new URL[entries.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = Path.of(entries[i]).toUri().toURL();
    }
    return urls;
  }

  private static boolean isCollected(WeakReference<?> reference) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS && reference.get() != null; i++) {
      System.gc();
      // An interrupted thread takes a moment to end.
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return reference.get() == null;
  }
}
