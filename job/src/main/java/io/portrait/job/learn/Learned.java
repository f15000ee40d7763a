package io.portrait.job.learn;

import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What comes of learning.
 *
 * @param models each, as of every tick it has learned from; a watermark says that all models of
 *     what was due by then have come
 * @param reports what is known of each, as of those ticks
 */
public record Learned(DataStream<ModelUpdate> models, DataStream<ModelReport> reports) {

  /** Both. */
  public Learned and(Learned other) {
    return new Learned(models.union(other.models), reports.union(other.reports));
  }
}
