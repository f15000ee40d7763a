package io.portrait.benchmark;

import java.util.Locale;

/**
 * One stage, run once.
 *
 * @param stage what it is called in a table
 * @param round in which round, from 1; 0 for warming up
 * @param run what its job did
 * @param redisCpuMicros work of redis-server; NaN where there is none or the system does not tell
 * @param redisPeakMebibytes most resident memory of redis-server, likewise
 */
record Measurement(
    String stage, int round, Run run, double redisCpuMicros, double redisPeakMebibytes) {

  /** Without a Redis. */
  Measurement(String stage, int round, Run run) {
    this(stage, round, run, Double.NaN, Double.NaN);
  }

  double redisCpuMicrosPerEvent() {
    return redisCpuMicros / run.events();
  }

  /** A line that says so while others are still to come. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-10s  %-42s %,10.0f events/s in %5.1f s, CPU %.2f us/event",
        round == 0 ? "warming up" : "round " + round,
        stage,
        run.eventsPerSecond(),
        run.seconds(),
        run.cpuMicrosPerEvent());
  }
}
