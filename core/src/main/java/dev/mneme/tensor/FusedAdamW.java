package dev.mneme.tensor;

import java.util.List;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * libtorch's kernel that updates all weights with AdamW in one pass over memory.
 *
 * <p>It is private to ATen, so it is reached through the dispatcher; the arguments are those of
 * {@code aten::_fused_adamw_}.
 */
public final class FusedAdamW {

  private final OperatorHandle operator;

  public FusedAdamW() {
    Native.load();
    this.operator = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
  }

  /**
   * One update in place, with one native thread. All lists run parallel to {@code weights}; {@code
   * steps} holds one float32 scalar a weight, the number of updates including this one. Numbers
   * below 1e-38 count as 0: moments of weights that never move decay into that range, where
   * processors are many times slower.
   */
  public void update(
      List<Tensor> weights,
      List<Tensor> gradients,
      List<Tensor> firstMoments,
      List<Tensor> secondMoments,
      List<Tensor> steps,
      double learningRate,
      double beta1,
      double beta2,
      double weightDecay,
      double epsilon) {
    IValueVector stack =
        new IValueVector(
            list(weights),
            list(gradients),
            list(firstMoments),
            list(secondMoments),
            list(List.of()),
            list(steps),
            new IValue(learningRate),
            new IValue(beta1),
            new IValue(beta2),
            new IValue(weightDecay),
            new IValue(epsilon),
            new IValue(false),
            new IValue(false),
            new IValue(),
            new IValue());
    // Java's own arithmetic on this thread must not see it: reading "1e-310" would never end.
    Context.setFlushDenormal(true);
    try {
      operator.callBoxed(stack);
    } finally {
      Context.setFlushDenormal(false);
    }
  }

  private static IValue list(List<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return new IValue(list);
  }
}
