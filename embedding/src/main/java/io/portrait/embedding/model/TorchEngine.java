package io.portrait.embedding.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PyTorch, one for the process, through DJL. Both are set up by system properties, of which those
 * are set here that nobody has set before: no access to the network, and one thread a batch, for
 * several would spend their time waiting for each other where other work is on the cores.
 */
final class TorchEngine {

  /** As DJL names it. */
  static final String NAME = "PyTorch";

  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final String CACHE = "DJL_CACHE_DIR";

  private TorchEngine() {}

  /**
   * The device to use.
   *
   * @param wanted {@code auto} (the first GPU, or the CPU where there is none), {@code cpu}, {@code
   *     gpu} (the first) or {@code gpu:N}, from 0
   * @throws IllegalArgumentException if it is none of those
   * @throws ModelOpenException if there is no such GPU, or PyTorch cannot be loaded
   */
  static Device device(String wanted) {
    if (!SentenceModel.isDevice(wanted)) {
      throw new IllegalArgumentException(
          "device " + wanted + " is none of auto, cpu, gpu and gpu:N");
    }
    // Asked in any case: so PyTorch is loaded, or fails, here.
    int gpus = start().getGpuCount();
    if (wanted.equals(SentenceModel.CPU) || (wanted.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    int number = wanted.startsWith("gpu:") ? Integer.parseInt(wanted.substring(4)) : 0;
    if (number >= gpus) {
      throw new ModelOpenException(
          "device %s is not there: PyTorch (%s) sees %s"
              .formatted(wanted, flavor(), gpus == 0 ? "no GPU" : gpus + " GPU(s), from gpu:0"),
          null);
    }
    return Device.gpu(number);
  }

  /** A device as {@link #device} takes it. */
  static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : SentenceModel.CPU;
  }

  /** Threads that work on one batch on the CPU. */
  static int threads() {
    return Integer.getInteger(THREADS, Runtime.getRuntime().availableProcessors());
  }

  private static Engine start() {
    configure();
    try {
      return Engine.getEngine(NAME);
    } catch (RuntimeException | LinkageError e) {
      String line = EngineFailure.line(e);
      String advice =
          line.contains("already loaded in another classloader")
              ? "; in a Flink cluster the jars of DJL and PyTorch belong in lib/, not in the job"
              : "";
      throw new ModelOpenException("PyTorch cannot be loaded: " + line + advice, e);
    }
  }

  private static String flavor() {
    return Engine.getEngine(NAME).hasCapability("CUDA") ? "with CUDA" : "without CUDA";
  }

  private static void configure() {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent(THREADS, "1");
    setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
    // It would compile the script anew for each new shape of a batch.
    setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
    if (System.getProperty(CACHE) == null && System.getenv(CACHE) == null) {
      System.setProperty(CACHE, cache().toString());
    }
  }

  private static void setIfAbsent(String property, String value) {
    System.getProperties().putIfAbsent(property, value);
  }

  /** Where native libraries are unpacked, once for all processes of a user. */
  private static Path cache() {
    Path home = Path.of(System.getProperty("user.home"), ".cache", "portrait", "djl");
    try {
      Files.createDirectories(home);
      if (Files.isWritable(home)) {
        return home;
      }
    } catch (IOException e) {
      // A container's user may have no home: the temporary folder will do.
    }
    return Path.of(System.getProperty("java.io.tmpdir"), "portrait-djl");
  }
}
