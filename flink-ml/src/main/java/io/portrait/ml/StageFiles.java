package io.portrait.ml;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.ml.api.Stage;
import org.apache.flink.ml.util.FileUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.jspecify.annotations.Nullable;

/**
 * A stage in a folder: its params as Flink ML writes them, and beside them the model it starts
 * with, written at once and not, as Flink ML's, by a job.
 */
final class StageFiles {

  private static final String MODEL = "model";

  private StageFiles() {}

  /** Writes a stage; {@code model} is null where it starts with none. */
  static void save(Stage<?> stage, byte @Nullable [] model, String folder) throws IOException {
    ReadWriteUtils.saveMetadata(stage, folder);
    if (model != null) {
      Path file = file(folder);
      try (OutputStream out =
          file.getFileSystem().create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
        out.write(model);
      }
    }
  }

  /** The model that {@link #save} wrote; null where there was none. */
  static @Nullable DataInput model(String folder) throws IOException {
    Path file = file(folder);
    if (!file.getFileSystem().exists(file)) {
      return null;
    }
    try (InputStream in = file.getFileSystem().open(file)) {
      return new DataInputStream(new ByteArrayInputStream(in.readAllBytes()));
    }
  }

  private static Path file(String folder) {
    return new Path(FileUtils.getDataPath(folder), MODEL);
  }
}
