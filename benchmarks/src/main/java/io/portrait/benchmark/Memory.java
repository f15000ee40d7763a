package io.portrait.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory that a process holds, and the most that it has held, as Linux counts it. */
public final class Memory {

  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final Pattern NOW = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private Memory() {}

  /** Counts anew from what the process holds now; where that cannot be, the old peak stays. */
  static void forgetPeak(ProcessHandle process) {
    try {
      Files.writeString(folder(process).resolve("clear_refs"), "5");
    } catch (IOException e) {
      // Not on Linux, or not allowed: the peak is then the one since the process began.
    }
  }

  /** Resident memory at its highest, mebibytes; NaN where this system does not tell. */
  public static double peakMebibytes(ProcessHandle process) {
    return mebibytes(process, PEAK);
  }

  /** Resident memory now, mebibytes; NaN where this system does not tell. */
  static double mebibytes(ProcessHandle process) {
    return mebibytes(process, NOW);
  }

  /** What this process' heap holds that is still in use, mebibytes; collects garbage first. */
  static double liveHeapMebibytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
  }

  private static double mebibytes(ProcessHandle process, Pattern line) {
    try {
      Matcher found = line.matcher(Files.readString(folder(process).resolve("status")));
      return found.find() ? Long.parseLong(found.group(1)) / 1024.0 : Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Path folder(ProcessHandle process) {
    return Path.of("/proc", String.valueOf(process.pid()));
  }
}
