package io.portrait.benchmark;

/**
 * One stage, run once over the whole topic.
 *
 * @param stage which
 * @param round in which round, from 1
 * @param events records read, at least 1
 * @param rows live rows made
 * @param startSeconds from submitting the job to its first record
 * @param seconds from the first record until the job had ended
 * @param cpuMicros work of this process in those seconds, the embedded broker included
 * @param redisCpuMicros work of redis-server; NaN where the system does not tell, as below
 * @param peakMebibytes most resident memory of this process meanwhile
 * @param redisPeakMebibytes most resident memory of redis-server
 */
record Measurement(
    Stage stage,
    int round,
    long events,
    long rows,
    double startSeconds,
    double seconds,
    double cpuMicros,
    double redisCpuMicros,
    double peakMebibytes,
    double redisPeakMebibytes) {

  Measurement {
    if (events < 1 || seconds <= 0) {
      throw new IllegalArgumentException(events + " events in " + seconds + " s");
    }
  }

  double eventsPerSecond() {
    return events / seconds;
  }

  double microsPerEvent() {
    return seconds * 1e6 / events;
  }

  double rowsPerEvent() {
    return (double) rows / events;
  }

  double cpuMicrosPerEvent() {
    return cpuMicros / events;
  }

  double redisCpuMicrosPerEvent() {
    return redisCpuMicros / events;
  }
}
