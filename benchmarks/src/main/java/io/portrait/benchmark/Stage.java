package io.portrait.benchmark;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.Segments;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.ProfilePipeline;
import io.portrait.job.ProfilePipeline.Sinks;
import io.portrait.job.clean.EventSource;
import io.portrait.job.clean.RawEvent;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * How much of the job is drawn: each stage is the one before it and one thing more, but for {@link
 * #LEARNING}, which is {@link #WHOLE} and one thing more.
 */
enum Stage {
  /** Records are read and parsed, and that is all: what every other stage is compared to. */
  PASS_THROUGH("source, parse (pass-through)"),
  /** Everything up to finished rows, which are thrown away. */
  WINDOWS("+ windows on RocksDB, rows"),
  /** Rows are served. */
  REDIS("+ Redis"),
  /** The whole job, where the definition has no embedding. */
  WHOLE("+ Iceberg = the whole job"),
  /** The whole job where it has one, and has seen the texts before. */
  EMBEDDING("+ embeddings of texts seen before"),
  /** The whole job, without an embedding, where the definition has segments or churn. */
  LEARNING("the whole job + segments and churn");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** What it is called in a table. */
  String label() {
    return label;
  }

  /** What this stage computes of what a definition file says. */
  Definitions of(Definitions all) {
    return switch (this) {
      case EMBEDDING -> all.without(Segments.NAME, Churn.NAME);
      case LEARNING -> all.without(Embedding.NAME);
      default -> all.without(Embedding.NAME, Segments.NAME, Churn.NAME);
    };
  }

  /** Whether there is anything of it in a definition. */
  boolean isIn(Definition definition) {
    return switch (this) {
      case EMBEDDING -> definition.embedding() != null;
      case LEARNING -> definition.segments() != null || definition.churn() != null;
      default -> true;
    };
  }

  /** Draws the stage with the job's own steps; those that are left out end in nothing. */
  void draw(StreamExecutionEnvironment env, JobConfig config) {
    ProfileJob.configure(env);
    DataStream<RawEvent> raw = Arrival.mark(EventSource.from(env, config));
    if (this == PASS_THROUGH) {
      discard(raw, "pass-through");
      return;
    }
    Sinks real = ProfileJob.sinks(config, env.getParallelism());
    Sinks none =
        new Sinks(
            profiles -> discard(profiles, "no-redis"),
            profiles -> discard(profiles, "no-history"),
            rejected -> discard(rejected, "no-rejected-events"));
    Sinks served = new Sinks(real.online(), none.history(), none.rejected());
    ProfilePipeline.draw(raw, config, compareTo(WHOLE) >= 0 ? real : this == REDIS ? served : none);
  }

  private static <T> void discard(DataStream<T> stream, String uid) {
    stream.sinkTo(new DiscardingSink<>()).name(uid).uid(uid);
  }
}
