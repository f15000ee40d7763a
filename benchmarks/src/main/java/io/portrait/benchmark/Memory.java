package io.portrait.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that a process has held, as Linux counts it. */
final class Memory {

  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

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
  static double peakMebibytes(ProcessHandle process) {
    try {
      Matcher peak = PEAK.matcher(Files.readString(folder(process).resolve("status")));
      return peak.find() ? Long.parseLong(peak.group(1)) / 1024.0 : Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Path folder(ProcessHandle process) {
    return Path.of("/proc", String.valueOf(process.pid()));
  }
}
