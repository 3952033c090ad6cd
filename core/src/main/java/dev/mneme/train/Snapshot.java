package dev.mneme.train;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * All that a run needs to go on as if it had never stopped.
 *
 * @param step optimizer steps done
 * @param weights the policy's that are learnt
 * @param state optimizer moments ({@code optimizer.…}), random streams ({@code stream.…}), what the
 *     weights of the terms are made of ({@code reweighting.…}), the weights of KLs that are steered
 *     ({@code kl.…}), what sources remember ({@code source.…}), the weights of policies that follow
 *     ({@code follower.…}), and what steers the run ({@code steering.…})
 * @param needs steps of other snapshots that a run which goes on from this one may go back to
 */
public record Snapshot(
    long step, Map<String, Tensor> weights, Map<String, Tensor> state, Set<Long> needs) {

  public Snapshot {
    needs = Set.copyOf(needs);
  }

  /** One that needs no other. */
  public Snapshot(long step, Map<String, Tensor> weights, Map<String, Tensor> state) {
    this(step, weights, state, Set.of());
  }
}
