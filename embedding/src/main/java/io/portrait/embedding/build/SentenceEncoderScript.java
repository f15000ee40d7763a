package io.portrait.embedding.build;

import io.portrait.embedding.model.Pooling;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The program of a sentence encoder in TorchScript: BERT (Devlin et al., 2019), then one vector of
 * the tokens' (Reimers and Gurevych, "Sentence-BERT", 2019), of L2 length 1.
 *
 * <p>Takes {@code input_ids} and {@code attention_mask}, whole numbers of shape [texts][tokens],
 * the mask 1 on a token and 0 on padding behind it; gives 32-bit floats of shape [texts][hidden].
 */
final class SentenceEncoderScript {

  /** The class that the program defines. */
  static final String CLASS_NAME = "SentenceEncoder";

  private static final String FIELDS =
      """
      class SentenceEncoder(Module):
        __parameters__ = [%s]
        __buffers__ = []
        training : bool
      %s
      """;

  // 6 and 11 are PyTorch's numbers of float32 and bool. Under half weights all is half but what
  // comes after the last layer: sums over many tokens want more than 11 bits.
  private static final String FORWARD =
      """
        def forward(self: __torch__.SentenceEncoder,
          input_ids: Tensor,
          attention_mask: Tensor) -> Tensor:
          texts = torch.size(input_ids, 0)
          tokens = torch.size(input_ids, 1)
          mask = torch.unsqueeze(torch.unsqueeze(torch.to(attention_mask, 11), 1), 1)
          words = torch.embedding(self.words, input_ids)
          placed = torch.add(words, torch.slice(self.positions, 0, 0, tokens))
          x = torch.layer_norm(placed, [HIDDEN], self.embedding_scale, self.embedding_shift, EPSILON)
          for i in range(LAYERS):
            qkv = torch.linear(x,
              torch.select(self.query_key_value_weight, 0, i),
              torch.select(self.query_key_value_bias, 0, i))
            qkv = torch.view(qkv, [texts, tokens, 3, HEADS, HEAD_SIZE])
            qkv = torch.permute(qkv, [2, 0, 3, 1, 4])
            query = torch.select(qkv, 0, 0)
            key = torch.select(qkv, 0, 1)
            value = torch.select(qkv, 0, 2)
            seen = torch.scaled_dot_product_attention(query, key, value, mask)
            seen = torch.reshape(torch.transpose(seen, 1, 2), [texts, tokens, HIDDEN])
            attention = torch.linear(seen,
              torch.select(self.attention_weight, 0, i),
              torch.select(self.attention_bias, 0, i))
            x = torch.layer_norm(torch.add(x, attention), [HIDDEN],
              torch.select(self.attention_scale, 0, i),
              torch.select(self.attention_shift, 0, i), EPSILON)
            wide = torch.gelu(torch.linear(x,
              torch.select(self.wide_weight, 0, i),
              torch.select(self.wide_bias, 0, i)))
            narrow = torch.linear(wide,
              torch.select(self.narrow_weight, 0, i),
              torch.select(self.narrow_bias, 0, i))
            x = torch.layer_norm(torch.add(x, narrow), [HIDDEN],
              torch.select(self.output_scale, 0, i),
              torch.select(self.output_shift, 0, i), EPSILON)
          last = torch.to(x, 6)
      """;

  private static final String MEAN =
      """
          weights = torch.unsqueeze(torch.to(attention_mask, 6), -1)
          pooled = torch.div(torch.sum(torch.mul(last, weights), [1]), torch.sum(weights, [1]))
      """;

  private static final String FIRST =
      """
          pooled = torch.select(last, 1, 0)
      """;

  private static final String RETURN =
      """
          length = torch.clamp_min(torch.norm(pooled, 2, [1], True), 1e-12)
          return torch.div(pooled, length)
      """;

  private SentenceEncoderScript() {}

  /** The program for weights of these sizes. */
  static String of(BertWeights weights, Pooling pooling) {
    Set<String> names = weights.tensors().keySet();
    String listed = names.stream().map(name -> "\"" + name + "\", ").collect(Collectors.joining());
    String typed =
        names.stream().map(name -> "  " + name + " : Tensor").collect(Collectors.joining("\n"));
    String program =
        FIELDS.formatted(listed, typed)
            + FORWARD
            + (pooling == Pooling.MEAN ? MEAN : FIRST)
            + RETURN;
    return program
        .replace("HEAD_SIZE", String.valueOf(weights.hidden() / weights.heads()))
        .replace("HIDDEN", String.valueOf(weights.hidden()))
        .replace("LAYERS", String.valueOf(weights.layers()))
        .replace("HEADS", String.valueOf(weights.heads()))
        .replace("EPSILON", String.valueOf(weights.epsilon()).replace('E', 'e'));
  }
}
