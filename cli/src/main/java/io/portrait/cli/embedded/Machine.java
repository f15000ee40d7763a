package io.portrait.cli.embedded;

import java.lang.management.ManagementFactory;

/** What this machine, or the container around this process, has. */
public final class Machine {

  private Machine() {}

  /** All its memory, bytes, used or not. */
  public static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }

  /** How many tasks of a step pay off here: its cores, at least 2 and at most 4. */
  public static int parallelism() {
    return Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
  }
}
