package dev.mneme.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Values whose gradient we compute ourselves: by a formula, or by computing the value once more
 * ("checkpointing"), so that nothing of the way there need be kept.
 *
 * <p>The library has no such thing in these bindings, so it is built from hooks: the value is tied
 * to its inputs by an operation that costs no memory backwards, a hook on the value computes all
 * gradients when its own arrives, and a hook on each tie hands them on. Its gradients cannot be
 * differentiated again; to take them twice computes them twice.
 */
public final class CustomGradient {

  private CustomGradient() {}

  /**
   * The value as a differentiable function of the inputs.
   *
   * @param value computed without recording
   * @param backward from the gradient of the value to those of the inputs, in order
   */
  public static Tensor attach(
      Tensor value, List<Tensor> inputs, Function<Tensor, List<Tensor>> backward) {
    List<Tensor> learning = inputs.stream().filter(input -> input.requires_grad()).toList();
    if (learning.isEmpty() || !GradMode.is_enabled()) {
      return value;
    }
    List<Tensor> gradients = new ArrayList<>();
    Tensor tied =
        Threads.through(
                Tensors.count(learning),
                () -> tie(inputs, gradients, Tensors.typeOf(value)).expand(Tensors.shapeOf(value)))
            .clone();
    tied.detach().copy_(value);
    tied.register_hook(
        new Hook(gradient -> {
          gradients.clear();
          gradients.addAll(backward.apply(gradient));
          return gradient;
        }));
    return tied;
  }

  /** One number that depends on all inputs. Their gradients will be those of the list. */
  private static Tensor tie(List<Tensor> inputs, List<Tensor> gradients, ElementType type) {
    List<Tensor> ties = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).requires_grad()) {
        Tensor alias = inputs.get(i).view_as(inputs.get(i));
        int place = i;
        alias.register_hook(new Hook(ignored -> gradients.get(place)));
        // The gradient of a sum is one number seen everywhere: no memory until the hook replaces
        // it.
        ties.add(Tensors.to(alias.sum(), type));
      }
    }
    return torch.stack(Gradients.vector(ties)).sum();
  }

  /**
   * A computation whose intermediate values are not kept for differentiation but computed again.
   *
   * @param computation depends on the inputs and on nothing else that learns; must give equal bits
   *     each time
   */
  public static Tensor recomputed(List<Tensor> inputs, Function<List<Tensor>, Tensor> computation) {
    Tensor value = Gradients.without(() -> computation.apply(inputs));
    return attach(value, inputs, gradient -> again(inputs, computation, gradient));
  }

  private static List<Tensor> again(
      List<Tensor> inputs, Function<List<Tensor>, Tensor> computation, Tensor gradient) {
    return Gradients.recording(() -> {
      List<Tensor> leaves =
          inputs.stream()
              .map(input ->
                  input.is_leaf() || !input.requires_grad()
                      ? input
                      : new Tensor(input.detach().set_requires_grad(true)))
              .toList();
      Tensor value = computation.apply(leaves);
      List<Tensor> learning = leaves.stream().filter(leaf -> leaf.requires_grad()).toList();
      TensorVector found =
          torch.grad(
              new TensorVector(value),
              Gradients.vector(learning),
              new TensorVector(gradient),
              new BoolOptional(false),
              false,
              true);
      List<Tensor> gradients = new ArrayList<>();
      long next = 0;
      for (Tensor leaf : leaves) {
        Tensor one = leaf.requires_grad() ? found.get(next++) : gradient;
        gradients.add(one.defined() ? new Tensor(one) : torch.zeros_like(leaf));
      }
      return gradients;
    });
  }

  /** Lives as long as the scope it was made in, which must be open when gradients are taken. */
  private static final class Hook extends TensorTensorHook {

    private final transient Function<Tensor, Tensor> function;

    Hook(Function<Tensor, Tensor> function) {
      this.function = function;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
      return function.apply(new Tensor(gradient));
    }
  }
}
