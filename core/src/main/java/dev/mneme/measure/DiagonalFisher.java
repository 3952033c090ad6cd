package dev.mneme.measure;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Inputs;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * The diagonal of the Fisher information of a policy's weights.
 *
 * <pre>  F_i = E_x E_{y~π(·|x)} [ (∂ log π(y|x) / ∂θ_i)² ] </pre>
 *
 * Estimated with one draw of y a prompt, from the policy itself: the true Fisher, not the
 * "empirical" one that takes y from data. Unbiased.
 */
public final class DiagonalFisher {

  private DiagonalFisher() {}

  /** One float64 tensor a weight, in the weight's shape; the caller closes it. */
  public static Parameters of(Policy policy, Inputs inputs, RandomStream stream) {
    return of(
        policy, inputs.size(), place -> new Inputs(inputs.features().narrow(0, place, 1)), stream);
  }

  /** The same over prompts of any kind, each by itself. */
  public static Parameters of(Policy policy, List<? extends Prompts> single, RandomStream stream) {
    return of(policy, single.size(), single::get, stream);
  }

  private static Parameters of(
      Policy policy, int prompts, IntFunction<? extends Prompts> prompt, RandomStream stream) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> sums = new LinkedHashMap<>();
      policy
          .parameters()
          .byName()
          .forEach((name, weight) -> sums.put(name, Tensors.zerosLike(weight)));
      for (int i = 0; i < prompts; i++) {
        addOne(policy, prompt, i, stream, sums);
      }
      sums.replaceAll((name, sum) -> Maths.times(Tensors.to(sum, ElementType.F64), 1.0 / prompts));
      return Parameters.ownFrozen(sums);
    }
  }

  private static void addOne(
      Policy policy,
      IntFunction<? extends Prompts> prompt,
      int number,
      RandomStream stream,
      Map<String, Tensor> sums) {
    try (Scope scope = Scope.open()) {
      Prompts input = prompt.apply(number);
      Rollouts drawn = policy.sample(input, 1, stream);
      Actions actions = drawn.actions();
      Tensor logProb = Maths.sum(policy.chosenLogProbs(input, actions), 1).sum();
      List<Tensor> gradients = Gradients.of(logProb, policy.parameters().tensors());
      int place = 0;
      for (Tensor sum : sums.values()) {
        Tensor gradient = gradients.get(place++);
        sum.add_(gradient.mul(gradient));
      }
    }
  }
}
