package dev.mneme.model;

import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Linear layers of a {@link FusedBlock} that read the same, as one whose outputs lie side by side.
 *
 * <pre>  y = x Wᵀ + b     dx = dy W     dW = dyᵀ x     db = Σ over rows of dy </pre>
 *
 * @param block what the names of the block's weights begin with
 * @param modules in the order of their outputs; all have a bias or none
 */
record FusedLinear(Parameters parameters, String block, List<String> modules) {

  FusedLinear {
    modules = List.copyOf(modules);
  }

  /** [Σ out, in]; a copy where there are several modules */
  Tensor matrix() {
    return joined(".weight");
  }

  /** [tokens, in] → [tokens, Σ out] */
  Tensor apply(Tensor x) {
    return addBias(x.mm(matrix().t()));
  }

  /** To a product with the matrix, in place. */
  Tensor addBias(Tensor product) {
    return hasBias() ? product.add_(joined(".bias")) : product;
  }

  /** Gradient of the input; leaves those of the weights. // [tokens, Σ out] → [tokens, in] */
  Tensor back(Tensor dy, Tensor x, Map<String, Tensor> found) {
    leave(dy, x, found);
    return dy.mm(matrix());
  }

  /** Leaves the gradients of the weights, if one of them learns. */
  void leave(Tensor dy, Tensor x, Map<String, Tensor> found) {
    if (modules.stream().noneMatch(each -> learns(each + ".weight") || learns(each + ".bias"))) {
      return;
    }
    Tensor dweight = dy.t().mm(x); // [Σ out, in]
    Tensor dbias = hasBias() ? Maths.sum(dy, 0) : null;
    long from = 0;
    for (String module : modules) {
      long count = parameters.get(block + module + ".weight").size(0);
      found.put(module + ".weight", dweight.narrow(0, from, count));
      if (dbias != null) {
        found.put(module + ".bias", dbias.narrow(0, from, count));
      }
      from += count;
    }
  }

  private boolean hasBias() {
    return parameters.byName().containsKey(block + modules.getFirst() + ".bias");
  }

  private boolean learns(String each) {
    Tensor weight = parameters.byName().get(block + each);
    return weight != null && weight.requires_grad();
  }

  private Tensor joined(String kind) {
    List<Tensor> parts =
        modules.stream().map(each -> parameters.get(block + each + kind).detach()).toList();
    return parts.size() == 1 ? parts.getFirst() : Maths.concatenate(parts, 0);
  }
}
