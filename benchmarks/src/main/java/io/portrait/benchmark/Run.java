package io.portrait.benchmark;

/**
 * What one job did from its first event to its end.
 *
 * @param events records read, at least 1
 * @param rows live rows made
 * @param startSeconds from submitting the job to its first record
 * @param seconds from the first record until the job had ended
 * @param cpuMicros work of this process in those seconds, whatever is embedded included
 * @param peakMebibytes most resident memory of this process meanwhile
 * @param pauseMillis the longest that a task of the source stood still
 */
record Run(
    long events,
    long rows,
    double startSeconds,
    double seconds,
    double cpuMicros,
    double peakMebibytes,
    double pauseMillis) {

  Run {
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
}
