package io.portrait.cli;

/**
 * What a data directory remembers from run to run.
 *
 * @param generation of the latest run's rows, whichever command wrote them; -1 before the first
 * @param live generation of the live job; -1 before the first
 * @param source what the live job reads: {@code broker/topic}
 * @param project of the live job
 * @param firstOffsets total of the topic's offsets at which the live job began
 * @param savepoint the live job's latest savepoint; empty for none
 * @param erased erasures of the live job of which that savepoint, and whatever was before it, holds
 *     no trace
 */
public record RunState(
    long generation,
    long live,
    String source,
    String project,
    long firstOffsets,
    String savepoint,
    long erased) {

  /** Before the first run. */
  static final RunState NEW = new RunState(-1, -1, "", "", 0, "", 0);

  /** The state as a rewrite from history begins: its rows win over all before. */
  RunState rewritten() {
    return new RunState(generation + 1, live, source, project, firstOffsets, savepoint, erased);
  }

  /** The state as a live job begins that has read nothing yet. */
  RunState begun(String newSource, String newProject, long offsets) {
    return new RunState(generation + 1, generation + 1, newSource, newProject, offsets, "", 0);
  }

  /**
   * The state as a bootstrap has ended: the next live job goes on from its savepoint, with rows of
   * the same generation.
   *
   * @param offsets total of the topic's offsets at which the live job will begin, less the records
   *     of the history: those are counted already
   */
  RunState bootstrapped(String newSource, String newProject, long offsets, String path) {
    return new RunState(generation, generation, newSource, newProject, offsets, path, 0);
  }

  /**
   * The state as the live job goes on. Rows that a replay wrote in between would win over its own,
   * so that it then takes a generation of its own again.
   */
  RunState resumed() {
    long next = generation == live ? generation : generation + 1;
    return new RunState(next, next, source, project, firstOffsets, savepoint, erased);
  }

  /**
   * The state as the live job has stopped.
   *
   * @param erasuresWithoutTrace see {@link #erased}
   */
  RunState stopped(String path, long erasuresWithoutTrace) {
    return new RunState(
        generation, live, source, project, firstOffsets, path, erasuresWithoutTrace);
  }

  /** Whether the live job can go on with this source and project. */
  boolean continues(String otherSource, String otherProject) {
    return live >= 0 && source.equals(otherSource) && project.equals(otherProject);
  }
}
