package io.portrait.embedding.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model of one table: each token's vector is its row. Stands in for users' own models.
 *
 * <p>Its words are {@code east}, {@code north}, {@code up}, {@code nothing} (a vector of zeros) and
 * {@code broken} (one that is no number), tokens 1 to 5; it has no special tokens.
 */
public final class TinyModel {

  private static final float[] ROWS = {
    9, 9, 9, 2, 0, 0, 0, 4, 0, 0, 0, 6, 0, 0, 0, Float.NaN, 0, 0
  };

  private static final String SOURCE =
      """
      class Tiny(Module):
        __parameters__ = ["rows", ]
        __buffers__ = []
        training : bool
        rows : Tensor
        def forward(self: __torch__.Tiny,
          input_ids: Tensor,
          attention_mask: Tensor%s) -> %s:
          states = torch.embedding(self.rows, input_ids)
          return %s
      """;

  private static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
       "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "[UNK]",
         "vocab": {"[UNK]": 0, "east": 1, "north": 2, "up": 3, "nothing": 4, "broken": 5}}}
      """;

  private TinyModel() {}

  /** One that gives a vector a token. */
  public static Path perToken(Path folder) throws IOException {
    return write(folder, "", "Tensor", "states");
  }

  /** One whose script gives something of {@code states}, the vectors of the tokens. */
  public static Path giving(Path folder, String type, String value) throws IOException {
    return write(folder, "", type, value);
  }

  /** One that takes token types and adds them to the vectors. */
  public static Path withTokenTypes(Path folder) throws IOException {
    return write(
        folder,
        ",\n    token_type_ids: Tensor",
        "Tensor",
        "torch.add(states, torch.unsqueeze(token_type_ids, 2))");
  }

  private static Path write(Path folder, String inputs, String type, String value)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, Tensor> tensors = Map.of("rows", new Tensor(new int[] {6, 3}, ROWS));
    TorchScriptFile.write(
        folder.resolve("model.pt"),
        "Tiny",
        SOURCE.formatted(inputs, type, value),
        tensors,
        Precision.FLOAT);
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    return folder;
  }
}
