package io.portrait.embedding.model;

import io.portrait.embedding.build.ModelBuild;
import io.portrait.embedding.build.Precision;
import io.portrait.embedding.build.PretrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of the catalogue for tests, in both precisions, each made once a process when it is
 * first asked for. Wants the jars with their weights on the class path.
 */
public final class BuiltModels {

  private static final Path CLASSES = Path.of("target", "built-models").toAbsolutePath();
  private static final Map<PretrainedModel, ModelFiles> BUILT = new ConcurrentHashMap<>();

  private BuiltModels() {}

  /** The files of a model. */
  public static ModelFiles files(PretrainedModel model) {
    return BUILT.computeIfAbsent(model, BuiltModels::build);
  }

  /** The smallest that knows English, on the CPU. */
  public static TorchModel openMiniLm() {
    return TorchModel.open(files(PretrainedModel.ALL_MINILM_L6_V2), "cpu", "float");
  }

  /** The folder of a model, as one of a user's own. */
  public static Path folder(PretrainedModel model) {
    files(model);
    return folderOf(model);
  }

  private static ModelFiles build(PretrainedModel model) {
    try {
      ModelBuild.build(model, CLASSES, EnumSet.allOf(Precision.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ModelFiles.of(folderOf(model).toUri().toString());
  }

  private static Path folderOf(PretrainedModel model) {
    return CLASSES.resolve("io/portrait/embedding/model").resolve(model.modelName());
  }
}
