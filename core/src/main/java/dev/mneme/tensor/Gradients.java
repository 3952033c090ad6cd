package dev.mneme.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Differentiation: switching it off, taking gradients, products with the Hessian. */
public final class Gradients {

  private Gradients() {}

  /** Runs a computation on this thread without recording it for differentiation. */
  public static <T> T without(Supplier<T> computation) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return computation.get();
    }
  }

  /** Runs a computation on this thread without recording it for differentiation. */
  public static void without(Runnable computation) {
    try (NoGradGuard guard = new NoGradGuard()) {
      computation.run();
    }
  }

  /** Runs a computation on this thread recording it for differentiation, whatever is set. */
  public static <T> T recording(Supplier<T> computation) {
    try (AutoGradMode mode = new AutoGradMode(true)) {
      return computation.get();
    }
  }

  /** Whether this thread records. */
  public static boolean areRecorded() {
    return GradMode.is_enabled();
  }

  /**
   * The gradients of a scalar, one per input, in order. Inputs the scalar does not depend on get
   * zeros.
   *
   * @param differentiable whether the gradients can be differentiated again
   */
  public static List<Tensor> of(Tensor scalar, List<Tensor> inputs, boolean differentiable) {
    TensorVector gradients =
        torch.grad(
            new TensorVector(scalar),
            vector(inputs),
            new TensorVector(),
            new BoolOptional(true),
            differentiable,
            true);
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor gradient = gradients.get(i);
      // What get(i) gives lives inside the vector; a tensor of its own outlives it.
      result.add(gradient.defined() ? new Tensor(gradient) : torch.zeros_like(inputs.get(i)));
    }
    return result;
  }

  /** The gradients of a scalar, one per input, in order; the graph is spent. */
  public static List<Tensor> of(Tensor scalar, List<Tensor> inputs) {
    return of(scalar, inputs, false);
  }

  static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }
}
