package io.portrait.job;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.RejectedEvent;
import io.portrait.job.clean.Clean;
import io.portrait.job.clean.Clean.Cleaned;
import io.portrait.job.clean.RawEvent;
import io.portrait.job.embed.Embed;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.profile.Profiles;
import io.portrait.job.window.Windows;
import io.portrait.job.window.Windows.Windowed;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The picture of the job. */
public final class ProfilePipeline {

  private ProfilePipeline() {}

  /**
   * Where the ends of the picture go; a test puts lists there.
   *
   * @param online live rows: Redis
   * @param history rows as tables: current profiles and the feature log
   * @param rejected records that are no events
   */
  public record Sinks(
      Consumer<DataStream<ProfileUpdate>> online,
      Consumer<DataStream<ProfileUpdate>> history,
      Consumer<DataStream<RejectedEvent>> rejected) {}

  /** raw -> clean -> embed -> window -> profile -> Redis, Iceberg. */
  public static void draw(DataStream<RawEvent> raw, JobConfig config, Sinks sinks) {
    Cleaned cleaned = Clean.from(raw, config.definition());
    DataStream<EmbeddedEvent> embedded = Embed.from(cleaned.events(), config);
    Windowed windowed = Windows.from(embedded, config.definitionText());
    DataStream<ProfileUpdate> profiles = Profiles.from(windowed.snapshots(), config);
    sinks.online().accept(profiles);
    sinks.history().accept(profiles);
    sinks.rejected().accept(cleaned.rejected());
  }
}
