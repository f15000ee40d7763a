/** Sentence models as they are made, when Portrait is built: ONNX weights in, TorchScript out. */
@NullMarked
package io.portrait.embedding.build;

import org.jspecify.annotations.NullMarked;
