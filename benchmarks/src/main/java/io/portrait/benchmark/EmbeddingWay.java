package io.portrait.benchmark;

/** Ways of making vectors of the same texts, each with one thread in the model. */
enum EmbeddingWay {
  /** DJL's predictor, batches of 32 in the order of the texts, padded. */
  MODEL("the model, batches as they come"),
  /** DJL's predictor, batches of 32 of about one length, all texts known beforehand. */
  MODEL_BY_LENGTH("the model, batches by length"),
  /** The embedder without batches: one text after the other, asynchronously. */
  ONE_AT_A_TIME("one text at a time"),
  /** The embedder as the job has it, without its cache. */
  EMBEDDER("micro-batches"),
  /** A Flink job that does nothing but embed, without the cache. */
  OPERATOR("the job's embed step on Flink");

  private final String label;

  EmbeddingWay(String label) {
    this.label = label;
  }

  /** What it is called in a table. */
  String label() {
    return label;
  }
}
