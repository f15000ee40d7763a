package io.portrait.embedding.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sentence model on PyTorch: TorchScript whose {@code forward} takes {@code input_ids} and {@code
 * attention_mask} (and {@code token_type_ids}, if its settings say so), whole numbers of shape
 * [texts][tokens], and gives a vector a text, or one a token to be pooled; or a tuple that begins
 * with it, or a dictionary that has it as {@code sentence_embedding} or {@code last_hidden_state}.
 *
 * <p>PyTorch's native library can be loaded by one class loader of a process only.
 */
public final class TorchModel implements SentenceModel {

  private static final Logger LOG = LoggerFactory.getLogger(TorchModel.class);

  /**
   * Tokens of a batch at least, on a CPU. Matrices of fewer rows are multiplied in another way,
   * with other roundings: below 16 rows with AVX-512, below 64 with AVX2, seen with PyTorch 2.5.1.
   */
  private static final int LEAST_TOKENS = 64;

  private final ModelSettings settings;
  private final Model model;
  private final ModelTokenizer tokenizer;
  private final String device;
  private final String precision;
  private final int dimensions;

  private TorchModel(
      ModelSettings settings, Model model, ModelTokenizer tokenizer, Device device, boolean half) {
    this.settings = settings;
    this.model = model;
    this.tokenizer = tokenizer;
    this.device = TorchEngine.name(device);
    precision = half ? "half" : "float";
    try (Encoder encoder = newEncoder()) {
      dimensions = encoder.encode(List.of(tokenize("a")))[0].length;
    }
  }

  /**
   * Opens a model.
   *
   * @param device {@code auto} (the first GPU, or the CPU where there is none), {@code cpu}, {@code
   *     gpu} or {@code gpu:N}, from 0
   * @param precision {@code float}, {@code half}, or {@code auto}: half on a GPU if there is a file
   *     with half weights, float otherwise. On a CPU half is possible but a hundred times slower
   * @throws IllegalArgumentException if device or precision are none of those
   * @throws ModelNotFoundException if half is wanted and there are no half weights
   * @throws ModelOpenException if there is no such device, or a file is not what it should be
   */
  public static TorchModel open(ModelFiles files, String device, String precision) {
    long start = System.nanoTime();
    Device on = TorchEngine.device(device);
    boolean half = isHalf(files, on, precision);
    Model model = null;
    ModelTokenizer tokenizer = null;
    try {
      ModelSettings settings = files.settings();
      tokenizer = ModelTokenizer.open(files, settings);
      model = Model.newInstance(files.model(), on, TorchEngine.NAME);
      load(model, files.script(half));
      TorchModel opened = new TorchModel(settings, model, tokenizer, on, half);
      opened.log(files, start);
      return opened;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      if (model != null) {
        model.close();
      }
      if (tokenizer != null) {
        tokenizer.close();
      }
      throw e instanceof ModelOpenException said
          ? said
          : new ModelOpenException(
              "model %s cannot be opened on %s: %s"
                  .formatted(files, TorchEngine.name(on), EngineFailure.line(e)),
              e);
    }
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public String precision() {
    return precision;
  }

  @Override
  public long[] tokenize(String text) {
    return tokenizer.tokenize(text);
  }

  @Override
  public boolean isReproducible() {
    return device.equals(CPU);
  }

  @Override
  public Encoder newEncoder() {
    return new TorchEncoder(
        model.newPredictor(new BatchTranslator(settings)), isReproducible() ? LEAST_TOKENS : 0);
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }

  private static boolean isHalf(ModelFiles files, Device device, String precision) {
    return switch (precision) {
      case "auto" -> device.isGpu() && files.hasHalf();
      case "float" -> false;
      case "half" -> {
        if (!files.hasHalf()) {
          throw new ModelNotFoundException(
              ("model %s has no half weights; Portrait's own get them from a build with -Pgpu or"
                      + " -Dmodel.precisions=float,half")
                  .formatted(files));
        }
        yield true;
      }
      default ->
          throw new IllegalArgumentException(
              "precision " + precision + " is none of auto, float and half");
    };
  }

  private static void load(Model model, URL script) throws IOException, MalformedModelException {
    if (script.getProtocol().equals("file")) {
      model.load(Path.of(URI.create(script.toString())));
      return;
    }
    try (InputStream stream = ModelFiles.open(script)) {
      model.load(stream);
    } finally {
      // DJL makes an empty folder for it, which would stay until the process ends.
      Files.deleteIfExists(model.getModelPath());
    }
  }

  private void log(ModelFiles files, long start) {
    LOG.info(
        "Model {} is open: {} dimensions, on {}, {} weights, {} thread(s), in {} ms",
        files,
        dimensions,
        device,
        precision,
        TorchEngine.threads(),
        (System.nanoTime() - start) / 1_000_000);
  }
}
