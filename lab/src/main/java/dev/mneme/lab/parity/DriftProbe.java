package dev.mneme.lab.parity;

import dev.mneme.measure.ActivationChange;
import dev.mneme.measure.Divergence;
import dev.mneme.measure.WeightChange;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Policy;
import dev.mneme.task.Examples;
import dev.mneme.task.Verifier;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.Probe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * How far the policy is from the base, by every measure there is, and how well it does both tasks.
 *
 * <p>Names are {@code new.…} for parity inputs, {@code old.…} for garments, {@code weights.…} for
 * what needs no inputs.
 */
final class DriftProbe implements Probe {

  static final String NAME = Point.PROBE;

  private final Base base;
  private final Set<Long> steps;

  DriftProbe(Base base, Set<Long> steps) {
    this.base = base;
    this.steps = steps;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean due(long done) {
    return steps.contains(done);
  }

  @Override
  public Map<String, Double> after(Policy policy) {
    return measure((Classifier) policy);
  }

  Map<String, Double> measure(Classifier policy) {
    Map<String, Double> figures = new LinkedHashMap<>();
    onInputs("new", policy, base.newInputs(), Parity::rewards, base.onNew(), figures);
    onInputs("old", policy, base.oldInputs(), Parity::exact, base.onOld(), figures);
    Map<String, Tensor> before = base.policy().parameters().byName();
    Map<String, Tensor> now = policy.parameters().byName();
    WeightChange change =
        WeightChange.between(
            before, now, List.of(base.newFisher().byName(), base.oldFisher().byName()));
    figures.put("weights.l1", change.l1());
    figures.put("weights.l2", change.l2());
    figures.put("weights.spectral", change.spectralNorm());
    figures.put("weights.rank-share", change.rankShare());
    figures.put("weights.unchanged-float32", change.unchanged());
    figures.put("weights.unchanged-bfloat16", change.unchangedInBfloat16());
    figures.put("new.fisher-l2", change.fisherWeighted().getFirst());
    figures.put("old.fisher-l2", change.fisherWeighted().getLast());
    return figures;
  }

  private static void onInputs(
      String side,
      Classifier policy,
      Examples examples,
      Verifier verifier,
      Probed before,
      Map<String, Double> figures) {
    try (Scope scope = Scope.open()) {
      Probed now = Probed.of(policy, examples);
      Tensor rewards = verifier.rewards(examples.labels(), Actions.single(now.answers(), 1));
      Tensor once = verifier.rewards(examples.labels(), Actions.single(before.answers(), 1));
      figures.put("base." + side + "-accuracy", Tensors.item(once.mean()));
      figures.put(side + ".accuracy", Tensors.item(rewards.mean()));
      for (Divergence divergence : Divergence.values()) {
        String name = divergence.name().toLowerCase(Locale.ROOT).replace('_', '-');
        figures.put(
            side + "." + name, divergence.estimate(before.logProbs(), now.logProbs()).mean());
      }
      ActivationChange activations =
          ActivationChange.between(before.activations(), now.activations());
      figures.put(side + ".activation-l1", activations.l1().mean());
      figures.put(side + ".activation-l2", activations.l2().mean());
      figures.put(side + ".cka-distance", 1 - activations.linearCka());
      figures.put(side + ".cknna-distance", 1 - activations.cknna());
    }
  }
}
