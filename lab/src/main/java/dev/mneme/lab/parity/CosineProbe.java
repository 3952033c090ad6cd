package dev.mneme.lab.parity;

import dev.mneme.measure.Divergence;
import dev.mneme.model.Taps;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Policy;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.train.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Whether a step hurts the old task, and whether it moves the policy away from the base, at the
 * same moment.
 *
 * <pre>
 *   cosine = ⟨∇L_old(θ_t), θ_{t+1} − θ_t⟩ / (‖·‖ ‖·‖)      change = KL_{t+1} − KL_t,  KL(π0 ‖ π) on new-task inputs
 * </pre>
 *
 * A positive cosine means that the step raises the old task's loss.
 */
final class CosineProbe implements Probe {

  static final String NAME = "cosine";

  private final Base base;
  private final long every;
  private @Nullable Before before;

  private record Before(Parameters weights, List<Tensor> gradient, double kl) {
    void close() {
      weights.close();
      gradient.forEach(tensor -> tensor.releaseReference());
    }
  }

  CosineProbe(Base base, long every) {
    this.base = base;
    this.every = every;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean due(long done) {
    return every > 0 && done % every == 0;
  }

  @Override
  public void before(Policy policy) {
    Classifier classifier = (Classifier) policy;
    try (Scope scope = Scope.open()) {
      List<Tensor> gradient = oldGradient(classifier);
      gradient.forEach(tensor -> tensor.retainReference());
      before = new Before(policy.parameters().copy(), gradient, kl(classifier));
    }
  }

  @Override
  public Map<String, Double> after(Policy policy) {
    Before then = before;
    if (then == null) {
      return Map.of();
    }
    before = null;
    try (Scope scope = Scope.open()) {
      List<Tensor> update = new ArrayList<>();
      policy
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> update.add(weight.detach().sub(then.weights().get(name).detach())));
      double lengths = Maths.norm(update) * Maths.norm(then.gradient());
      double cosine = lengths == 0 ? 0 : Maths.dot(update, then.gradient()) / lengths;
      return Map.of("cosine", cosine, "kl-change", kl((Classifier) policy) - then.kl());
    } finally {
      then.close();
    }
  }

  private List<Tensor> oldGradient(Classifier policy) {
    Examples garments = base.cosineInputs().garments();
    Tensor logProbs = policy.logProbs(garments.inputs().features(), Taps.NONE); // [inputs, 10]
    Tensor loss = logProbs.gather(1, garments.labels().unsqueeze(1)).mean().neg();
    return Gradients.of(loss, policy.parameters().tensors());
  }

  private double kl(Classifier policy) {
    CosineInputs inputs = base.cosineInputs();
    return Gradients.without(() -> {
      Tensor now = policy.logProbs(inputs.digits().inputs().features(), Taps.NONE);
      return Divergence.FORWARD_KL.estimate(inputs.baseLogProbs(), now).mean();
    });
  }
}
