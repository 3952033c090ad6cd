package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Simple preference optimisation: a margin between right and wrong completions, without a
 * reference.
 *
 * <pre>  m = β·(s(y_w) − s(y_l)) − γ      L = mean over pairs of −log σ(m) </pre>
 *
 * s is the sequence's log-probability, divided by its length where asked (as in the source, arXiv
 * 2405.14734). RL's Razor (arXiv 2509.04259) uses β = 1, γ = 1 without that division: {@link
 * #razor()}.
 */
public record SimPo(double beta, double gamma, boolean perAction)
    implements Objective<Batch.Preferences> {

  /** The form used in RL's Razor. */
  public static SimPo razor() {
    return new SimPo(1, 1, false);
  }

  @Override
  public Loss loss(Scores scores, Batch.Preferences batch) {
    Tensor margins =
        Maths.plus(
            Maths.times(Pairs.difference(score(scores, batch.actions())), beta), -gamma); // [pairs]
    return new Loss(
        Maths.logSigmoid(margins).neg().mean(), () -> Map.of("margin", margins.detach().mean()));
  }

  private Tensor score(Scores scores, Actions actions) {
    Tensor sequences = scores.sequences();
    return perAction ? sequences.div(Maths.sum(actions.mask(), 1)) : sequences;
  }
}
