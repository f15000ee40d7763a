package io.portrait.job.embed;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.wire.EmbeddedEventWire;
import io.portrait.job.wire.EventWire;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Step 2: texts become vectors, asynchronously. */
public final class Embed {

  /** Events whose text is to be waited for. */
  static final OutputTag<Event> AWAITED = new OutputTag<>("awaited", EventWire.TYPE);

  /**
   * Events that one task waits for at most: the source stops beyond. Enough to fill batches by
   * length from, and no more than some seconds of work of a slow device.
   */
  private static final int CAPACITY = 512;

  private Embed() {}

  /**
   * Gives each event the vector of its text.
   *
   * <p>An event whose text is remembered, or that has none, passes at once. Only the others go
   * through Flink's asynchronous step, which costs a few microseconds an event; it keeps their
   * order to watermarks, so that no event becomes late by waiting, and those in flight are in its
   * checkpoints. Both ways stand in the graph whether there is an embedding or not, so that a
   * savepoint with events in flight can be restored by a definition that has none.
   */
  public static DataStream<EmbeddedEvent> from(DataStream<Event> events, JobConfig config) {
    EmbeddingSettings settings = config.embedding();
    SingleOutputStreamOperator<EmbeddedEvent> atHand =
        events
            .process(new KnownTexts(Embedders.OF_THE_PROCESS, config.definitionText(), settings))
            .returns(EmbeddedEventWire.TYPE)
            .setParallelism(events.getParallelism())
            .name("embed known texts")
            .uid(Uids.EMBED_KNOWN);
    DataStream<EmbeddedEvent> awaited =
        AsyncDataStream.unorderedWait(
                atHand.getSideOutput(AWAITED),
                new NewTexts(Embedders.OF_THE_PROCESS, config.definitionText(), settings),
                settings.timeout().toMillis(),
                TimeUnit.MILLISECONDS,
                CAPACITY)
            .returns(EmbeddedEventWire.TYPE)
            .setParallelism(events.getParallelism())
            .name("embed new texts")
            .uid(Uids.EMBED_NEW);
    return atHand.union(awaited);
  }
}
