package dev.mneme.lab.parity;

import dev.mneme.measure.Representation;
import dev.mneme.model.Taps;
import dev.mneme.policy.Classifier;
import dev.mneme.task.Examples;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a policy makes of a set of inputs.
 *
 * @param logProbs [inputs, 10] float64
 * @param answers the likeliest labels. // [inputs] int64
 * @param activations the hidden layers side by side, of at most 400 inputs
 */
record Probed(Tensor logProbs, Tensor answers, Representation activations) {

  private static final int ACTIVATION_INPUTS = 400;

  /** Belongs to the current scope. */
  static Probed of(Classifier policy, Examples examples) {
    return Gradients.without(() -> {
      List<Tensor> hidden = new ArrayList<>();
      Taps taps =
          (site, activation) -> {
            if (site.startsWith("hidden")) {
              long inputs = Math.min(ACTIVATION_INPUTS, activation.size(0));
              hidden.add(activation.narrow(0, 0, inputs));
            }
            return activation;
          };
      Tensor logProbs = policy.logProbs(examples.inputs().features(), taps);
      return new Probed(
          Tensors.to(logProbs, ElementType.F64),
          Maths.argmax(logProbs, 1),
          Representation.of(Maths.concatenate(hidden, 1)));
    });
  }

  /** The same, in memory that the caller frees with {@link #close()}. */
  Probed owned() {
    logProbs.retainReference();
    answers.retainReference();
    activations.owned();
    return this;
  }

  void close() {
    logProbs.releaseReference();
    answers.releaseReference();
    activations.close();
  }
}
