package io.portrait.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * A point in the life of this process.
 *
 * @param nanos of a clock that only differences of mean something
 * @param cpuNanos what all its threads have worked so far
 */
record Moment(long nanos, long cpuNanos) {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  static Moment now() {
    return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
  }

  /** Seconds from an earlier moment to this one. */
  double secondsSince(Moment earlier) {
    return (nanos - earlier.nanos) / 1e9;
  }

  /** Microseconds of work from an earlier moment to this one. */
  double cpuMicrosSince(Moment earlier) {
    return (cpuNanos - earlier.cpuNanos) / 1e3;
  }
}
