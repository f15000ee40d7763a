package io.portrait.job;

import io.portrait.event.RejectedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.churn.ChurnLearning;
import io.portrait.job.churn.ChurnLearning.Churned;
import io.portrait.job.churn.Label;
import io.portrait.job.clean.Clean;
import io.portrait.job.clean.Clean.Cleaned;
import io.portrait.job.clean.RawEvent;
import io.portrait.job.embed.Embed;
import io.portrait.job.learn.Learned;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.profile.Profiles;
import io.portrait.job.score.Scoring;
import io.portrait.job.score.Scoring.Scored;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.segment.SegmentLearning;
import io.portrait.job.window.ErasureDone;
import io.portrait.job.window.ErasureRegister;
import io.portrait.job.window.Windows;
import io.portrait.job.window.Windows.Windowed;
import io.portrait.online.RedisAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/** The picture of the job. */
public final class ProfilePipeline {

  private ProfilePipeline() {}

  /**
   * Where the ends of the picture go; a test puts lists there.
   *
   * @param online live rows: Redis
   * @param history rows as tables: current profiles and the feature log
   * @param rejected records that are no events
   * @param labels what became of users; not asked for without a section {@code churn}
   * @param alerts users who may leave; likewise
   * @param changes users who changed their segment; not asked for without a section {@code
   *     segments}
   * @param models what is known of models; not asked for without either
   * @param erased users who were erased, when all ends have forgotten them
   * @param register who had been erased before
   * @param serving where live rows lie that are made again should they be lost; null for nowhere
   */
  public record Sinks(
      Consumer<DataStream<ProfileUpdate>> online,
      Consumer<DataStream<ProfileUpdate>> history,
      Consumer<DataStream<RejectedEvent>> rejected,
      Consumer<DataStream<Label>> labels,
      Consumer<DataStream<ChurnAlert>> alerts,
      Consumer<DataStream<SegmentChange>> changes,
      Consumer<DataStream<ModelReport>> models,
      Consumer<DataStream<ErasureDone>> erased,
      ErasureRegister register,
      @Nullable RedisAddress serving) {

    private static final byte[] NO_SALT = {};

    /** Those of a job that keeps nothing of what it learns but scores. */
    public Sinks(
        Consumer<DataStream<ProfileUpdate>> online,
        Consumer<DataStream<ProfileUpdate>> history,
        Consumer<DataStream<RejectedEvent>> rejected) {
      this(online, history, rejected, labels -> {}, alerts -> {}, changes -> {}, models -> {});
    }

    /** Those of a job that tells nobody whom it has erased, and has erased nobody before. */
    public Sinks(
        Consumer<DataStream<ProfileUpdate>> online,
        Consumer<DataStream<ProfileUpdate>> history,
        Consumer<DataStream<RejectedEvent>> rejected,
        Consumer<DataStream<Label>> labels,
        Consumer<DataStream<ChurnAlert>> alerts,
        Consumer<DataStream<SegmentChange>> changes,
        Consumer<DataStream<ModelReport>> models) {
      this(
          online,
          history,
          rejected,
          labels,
          alerts,
          changes,
          models,
          erased -> {},
          ErasureRegister.empty(NO_SALT),
          null);
    }
  }

  /** raw -> clean -> embed -> window -> segment -> churn -> profile -> Redis, Iceberg. */
  public static void draw(DataStream<RawEvent> raw, JobConfig config, Sinks sinks) {
    Cleaned cleaned = Clean.from(raw, config);
    DataStream<UserRecord> embedded = Embed.from(cleaned.events(), config);
    Windowed windowed =
        Windows.from(embedded, config.definitionText(), sinks.register(), sinks.serving());
    Optional<Learned> segments = SegmentLearning.from(windowed.snapshots(), config);
    Optional<Churned> churn = ChurnLearning.from(windowed.matured(), config);
    Scored scored =
        Scoring.from(windowed.snapshots(), segments, churn.map(Churned::learned), config);
    DataStream<ProfileUpdate> profiles = Profiles.from(scored.snapshots(), config);
    sinks.online().accept(profiles);
    sinks.history().accept(profiles);
    sinks.rejected().accept(cleaned.rejected());
    sinks.erased().accept(windowed.erased());
    churn.map(Churned::labels).ifPresent(sinks.labels());
    scored.alerts().ifPresent(sinks.alerts());
    scored.changes().ifPresent(sinks.changes());
    scored.reports().ifPresent(sinks.models());
  }
}
