package io.portrait.cluster;

import java.time.Duration;

/** Something that goes wrong while a job runs. */
@FunctionalInterface
public interface Disturbance {

  /** Nothing goes wrong. */
  Disturbance NONE = (cluster, job, lasting) -> {};

  /**
   * Lets it go wrong; returns once it has been undone.
   *
   * @param lasting how long, where it is not over at once
   */
  void happen(PortraitCluster cluster, ShopJob job, Duration lasting) throws Exception;
}
