package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * An objective, and besides its own signals those that warn of a policy that collapses:
 *
 * <pre>
 *   entropy       − Σ log π(a) / number of actions, nats: without bias for π's own on fresh samples
 *   length        actions a completion that is learnt from
 *   informative   share of groups whose rewards differ; where completions are compared within their
 *                 group, the others teach nothing
 * </pre>
 */
public record Watched(Objective<Batch.Experience> objective)
    implements Objective<Batch.Experience> {

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Loss loss = objective.loss(scores, batch);
    return new Loss(
        loss.value(),
        () -> {
          Map<String, Tensor> signals = new LinkedHashMap<>(loss.signals());
          Actions actions = batch.actions();
          Tensor entropy = Aggregation.OVER_ACTIONS.of(scores.chosen().detach().neg(), actions);
          Tensor lengths = Maths.sum(actions.mask(), 1); // [rows]
          Tensor rows = Maths.atLeast(Maths.clamp(lengths, 0, 1).sum(), 1);
          signals.put("entropy", entropy);
          signals.put("length", lengths.sum().div(rows));
          signals.put(
              "informative", Tensors.to(batch.informative(), Tensors.typeOf(entropy)).mean());
          return signals;
        });
  }
}
