package io.portrait.benchmark;

import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.SharedEmbedders;
import io.portrait.embedding.TextEmbedder;
import io.portrait.embedding.model.ModelFiles;
import io.portrait.embedding.model.SentenceModel;
import io.portrait.embedding.model.TorchModel;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.embed.Embed;
import io.portrait.job.wire.EventWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Embeds the same texts in different ways; the model is open before the clock runs. */
final class EmbeddingBench implements AutoCloseable {

  private static final int BATCH = 32;

  private final String modelName;
  private final EmbeddingSettings settings;
  private final SentenceModel model;
  private final FlinkBench flink;

  private EmbeddingBench(
      String modelName, EmbeddingSettings settings, SentenceModel model, FlinkBench flink) {
    this.modelName = modelName;
    this.settings = settings;
    this.model = model;
    this.flink = flink;
  }

  static EmbeddingBench open(Path folder, String modelName, String device) throws IOException {
    return new EmbeddingBench(
        modelName,
        settings(device, 0),
        TorchModel.open(ModelFiles.of(modelName), device, "auto"),
        FlinkBench.start(folder, 1));
  }

  /** One thread in the model, nothing remembered. */
  private static EmbeddingSettings settings(String device, int batch) {
    EmbeddingSettings standard = EmbeddingSettings.DEFAULT;
    return new EmbeddingSettings(
        device,
        standard.precision(),
        1,
        batch,
        standard.linger(),
        standard.queue(),
        0,
        standard.timeout());
  }

  /** Texts a second. */
  double run(EmbeddingWay way, List<String> texts) {
    return switch (way) {
      case MODEL -> perSecond(texts, () -> predict(texts));
      case MODEL_BY_LENGTH -> perSecond(texts, () -> predict(byLength(texts)));
      case ONE_AT_A_TIME -> embed(texts, settings(settings.device(), 1));
      case EMBEDDER -> embed(texts, settings);
      case OPERATOR -> job(texts);
    };
  }

  private static double perSecond(List<String> texts, Runnable work) {
    long start = System.nanoTime();
    work.run();
    return texts.size() * 1e9 / (System.nanoTime() - start);
  }

  private List<String> byLength(List<String> texts) {
    List<String> sorted = new ArrayList<>(texts);
    sorted.sort(Comparator.comparingInt(text -> model.tokenize(text).length));
    return sorted;
  }

  private void predict(List<String> texts) {
    try (SentenceModel.Encoder encoder = model.newEncoder()) {
      for (int from = 0; from < texts.size(); from += BATCH) {
        List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
        float[][] vectors = encoder.encode(batch.stream().map(model::tokenize).toList());
        if (vectors.length != batch.size()) {
          throw new IllegalStateException("a text without a vector");
        }
      }
    }
  }

  private double embed(List<String> texts, EmbeddingSettings how) {
    try (TextEmbedder embedder = TextEmbedder.open(ModelFiles.of(modelName), how)) {
      return perSecond(texts, () -> Texts.embed(embedder, texts));
    }
  }

  private double job(List<String> texts) {
    String definition =
        "project: texts\nfeatures: [{name: n, aggregate: count}]\nembedding: {model: '%s'}\n"
            .formatted(modelName);
    JobConfig config =
        new JobConfig(
            DefinitionFile.parse(definition, "definitions"),
            definition,
            new JobConfig.Kafka("", "", "", true, Map.of()),
            new JobConfig.Redis("", "", ""),
            Map.of(),
            settings,
            Map.of(),
            0);
    StreamExecutionEnvironment environment = flink.environment();
    ProfileJob.configure(environment);
    List<UserRecord> events = texts.stream().<UserRecord>map(EmbeddingBench::event).toList();
    Embed.from(
            Arrival.mark(
                environment.fromData(events, EventWire.TYPE).uid("texts").setParallelism(1)),
            config)
        .sinkTo(new DiscardingSink<>())
        .uid("discard");
    try (SharedEmbedders.Lease held = SharedEmbedders.OF_THIS_PROCESS.lease(modelName, settings)) {
      if (held.embedder() == null) {
        throw new IllegalStateException("the model cannot be opened");
      }
      Run run = flink.run(environment, "embed", texts.size(), Arrival.RECORDS, () -> {});
      return run.eventsPerSecond();
    }
  }

  private static Event event(String text) {
    return new Event(null, "u", "view", 0, null, null, Double.NaN, Double.NaN, text, Map.of());
  }

  @Override
  public void close() {
    flink.close();
    model.close();
  }
}
