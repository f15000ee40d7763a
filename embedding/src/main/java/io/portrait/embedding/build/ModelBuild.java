package io.portrait.embedding.build;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes the files of a {@link PretrainedModel}: TorchScript with pooling and normalisation in it,
 * from the ONNX weights in a jar on the class path. Run by Maven when a module under {@code
 * models/} is built; the same weights give the same bytes.
 */
public final class ModelBuild {

  private ModelBuild() {}

  /**
   * Makes a model.
   *
   * @param arguments its name, a folder for classes, and {@code float} or {@code float,half}
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("usage: ModelBuild NAME FOLDER float[,half]");
    }
    Set<Precision> precisions = EnumSet.noneOf(Precision.class);
    for (String precision : arguments[2].split(",", -1)) {
      precisions.add(Precision.of(precision.strip()));
    }
    build(PretrainedModel.of(arguments[0]), Path.of(arguments[1]), precisions);
  }

  /**
   * Makes the files of a model under {@code io/portrait/embedding/model/NAME}, and the notice that
   * must go with them under {@code META-INF}.
   *
   * @param classes a folder that will be on a class path; made if it is not there
   * @param precisions {@link Precision#FLOAT} is made in any case
   * @throws FileNotFoundException if the class path has no weights for it
   * @throws OnnxFormatException if those are not of a kind that can be rewritten
   */
  public static void build(PretrainedModel model, Path classes, Set<Precision> precisions)
      throws IOException {
    Path folder = classes.resolve("io/portrait/embedding/model/" + model.modelName());
    Files.createDirectories(folder);
    BertWeights weights = weights(model);
    write(folder.resolve("model.pt"), model, weights, Precision.FLOAT);
    Path half = folder.resolve("model-half.pt");
    if (precisions.contains(Precision.HALF)) {
      write(half, model, weights, Precision.HALF);
    } else {
      // One of an earlier build would get into the jar.
      Files.deleteIfExists(half);
    }
    Files.write(folder.resolve("tokenizer.json"), resource(model.tokenizerResource()));
    writeText(folder.resolve("serving.properties"), model.settings().toProperties());
    Path notices = Files.createDirectories(classes.resolve("META-INF"));
    writeText(notices.resolve("NOTICE-" + model.modelName() + ".txt"), model.notice());
  }

  private static BertWeights weights(PretrainedModel model) throws IOException {
    String resource = model.weightsResource();
    try {
      return BertWeights.of(OnnxGraph.read(ByteBuffer.wrap(resource(resource))));
    } catch (OnnxFormatException e) {
      throw new OnnxFormatException(resource + ": " + e.getMessage(), e);
    }
  }

  private static void write(
      Path file, PretrainedModel model, BertWeights weights, Precision precision)
      throws IOException {
    String source = SentenceEncoderScript.of(weights, model.settings().pooling());
    TorchScriptFile.write(
        file, SentenceEncoderScript.CLASS_NAME, source, weights.tensors(), precision);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = ModelBuild.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new FileNotFoundException(
            name + " is not on the class path: the jar with the weights is missing");
      }
      return stream.readAllBytes();
    }
  }

  private static void writeText(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
