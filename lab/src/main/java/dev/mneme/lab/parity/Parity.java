package dev.mneme.lab.parity;

import dev.mneme.policy.Actions;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** What counts as right: any digit of the image's parity, or the garment itself. */
final class Parity {

  private Parity() {}

  /**
   * 1 where the answered digit has the parity of the digit shown, else 0. // labels: [rows] →
   * [rows]
   */
  static Tensor rewards(Tensor labels, Actions actions) {
    return Maths.same(of(actions.ids().squeeze(1)), of(labels));
  }

  /** 1 where the answer is the label, else 0. // [rows] */
  static Tensor exact(Tensor labels, Actions actions) {
    return Maths.same(actions.ids().squeeze(1), labels);
  }

  /** 0 for even digits, 1 for odd ones. // int64 */
  static Tensor of(Tensor digits) {
    return digits.remainder(new Scalar(2));
  }

  /**
   * For each label, 1 at the answers that are right and 0 elsewhere. // [size] → [size, 10] float
   */
  static Tensor correct(Tensor labels) {
    Tensor digits = Tensors.longs(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 10);
    return Tensors.to(of(digits).eq(of(labels).unsqueeze(1)), ElementType.F32);
  }
}
