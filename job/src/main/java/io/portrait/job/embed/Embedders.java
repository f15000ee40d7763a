package io.portrait.job.embed;

import io.portrait.embedding.SharedEmbedders;
import java.io.Serializable;

/** Where a task on a worker finds its embedder. */
@FunctionalInterface
interface Embedders extends Serializable {

  /** Those that all tasks of a process share. */
  Embedders OF_THE_PROCESS = () -> SharedEmbedders.OF_THIS_PROCESS;

  /** Called on the worker, and only where there is something to embed. */
  SharedEmbedders shared();
}
