package dev.mneme.preserve;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * L2-SP: all weights matter the same, so that what is penalised is the plain distance from the
 * start.
 *
 * <pre>  w_i = 1 </pre>
 *
 * <p>Source: arXiv 1802.01483, section 3, whose α is the anchor's weight. No row is looked at, and
 * one number stands for all of a weight.
 */
public record L2ToBase() implements Importance {

  @Override
  public Parameters of(Policy policy, List<? extends Supplier<? extends Batch>> rows) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> ones = new LinkedHashMap<>();
      policy.parameters().byName().keySet().forEach(name -> ones.put(name, Tensors.scalar(1)));
      return Parameters.ownFrozen(ones);
    }
  }
}
