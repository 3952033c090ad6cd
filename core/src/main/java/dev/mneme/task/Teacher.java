package dev.mneme.task;

import dev.mneme.tensor.RandomStream;
import org.bytedeco.pytorch.Tensor;

/** Shows what to answer: where the labels of supervised fine-tuning come from. */
@FunctionalInterface
public interface Teacher {

  /** One answer an example. // [size] int64 */
  Tensor answers(Examples examples, RandomStream stream);
}
