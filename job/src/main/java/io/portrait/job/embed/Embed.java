package io.portrait.job.embed;

import io.portrait.event.UserRecord;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.wire.EmbeddedEventWire;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Step 2: texts become vectors, asynchronously. */
public final class Embed {

  private Embed() {}

  /**
   * Gives each event the vector of its text; erasures go on behind all events before them.
   *
   * <p>The step stands in the graph whether there is an embedding or not: so a savepoint with
   * events in flight can be restored by a definition that has none.
   */
  public static DataStream<UserRecord> from(DataStream<UserRecord> events, JobConfig config) {
    EmbedFunction function =
        new EmbedFunction(Embedders.OF_THE_PROCESS, config.definitionText(), config.embedding());
    return events
        .transform(
            "embed",
            EmbeddedEventWire.TYPE,
            new EmbedOperatorFactory(function, config.embedding().timeout()))
        // In the source's own task, as cleaning is.
        .setParallelism(events.getParallelism())
        .uid(Uids.EMBED);
  }
}
