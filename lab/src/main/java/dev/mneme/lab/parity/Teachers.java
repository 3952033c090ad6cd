package dev.mneme.lab.parity;

import dev.mneme.model.Taps;
import dev.mneme.policy.Classifier;
import dev.mneme.task.Teacher;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The sources of labels that the study's supervised methods learn from. */
final class Teachers {

  private Teachers() {}

  /** Even → 0, odd → 1: one correct distribution, chosen without regard to the base. */
  static Teacher oneDigit() {
    return (examples, stream) -> Parity.of(examples.labels());
  }

  /** Even → 0 or 4, odd → 1 or 5, each as likely. */
  static Teacher twoDigits() {
    return (examples, stream) -> {
      Tensor parity = Parity.of(examples.labels());
      return parity.add(stream.integers(2, parity.size(0)).mul(new Scalar(4)));
    };
  }

  /** The label itself. */
  static Teacher label() {
    return (examples, stream) -> examples.labels();
  }

  /** Any digit of the right parity, each as likely. */
  static Teacher anyDigit() {
    return (examples, stream) ->
        stream.categorical(Parity.correct(examples.labels()), 1).squeeze(1);
  }

  /**
   * Draws from the I-projection of the base on the correct distributions: the one closest to the
   * base.
   *
   * <pre>
   *   q*(y) = π0(y)·1[y correct] / Σ_{y' correct} π0(y')      = argmin KL(q ‖ π0) over correct q
   * </pre>
   *
   * The divergence printed in the paper, KL(π0 ‖ q), is infinite wherever the base gives wrong
   * labels any mass.
   */
  static Teacher closestCorrect(Classifier base) {
    return (examples, stream) -> {
      Tensor believed =
          Gradients.without(
              () -> base.logProbs(examples.inputs().features(), Taps.NONE).exp()); // [size, 10]
      Tensor correct = Parity.correct(examples.labels());
      // Where the base gives no correct label any mass, float32 leaves nothing to scale: all
      // correct ones are then alike.
      Tensor weights = Maths.plus(believed, 1e-12).mul(correct);
      return stream.categorical(weights, 1).squeeze(1);
    };
  }

  /** Draws from another policy. */
  static Teacher policy(Classifier teacher) {
    return (examples, stream) ->
        teacher.sample(examples.inputs(), 1, stream).actions().ids().squeeze(1);
  }
}
