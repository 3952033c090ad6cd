package dev.mneme.objective;

import dev.mneme.model.TokenDivergence;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Distillation from a teacher q by a divergence between forward and reverse KL, summed exactly over
 * the alphabet at every position of the batch's actions.
 *
 * <pre>
 *   m = β·q + (1 − β)·π      D_β = β·KL(q‖m) + (1 − β)·KL(π‖m)      D_0 = KL(q‖π)      D_1 = KL(π‖q)
 * </pre>
 *
 * Mean over the positions, in nats an action. On the student's own samples it is on-policy
 * distillation; with β = 1 the per-action reverse KL, which lets the student choose among what the
 * teacher would say. The gradient does not see that π changes the histories.
 *
 * <p>Source: arXiv 2306.13649; at both ends, where D_β vanishes, it stands for the KL that D_β
 * approaches when divided by β or 1 − β.
 *
 * @param teacher borrowed, never changed
 */
public record GeneralisedJsd(double beta, Policy teacher) implements Objective<Batch> {

  public GeneralisedJsd {
    requireBeta(beta);
  }

  static void requireBeta(double beta) {
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException("beta must be from 0 to 1, was " + beta);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch batch) {
    Tensor perAction = scores.divergence(divergence(beta), teacher, 1); // [rows, time]
    return Loss.of(Aggregation.OVER_ACTIONS.of(perAction, batch.actions()));
  }

  /** D_β at each position, of which the student is the one that learns. */
  static TokenDivergence divergence(double beta) {
    if (beta == 0) {
      return ExactKl.Direction.FORWARD;
    }
    return beta == 1 ? ExactKl.Direction.REVERSE : new Mixed(beta);
  }

  /**
   * D_β where it is neither KL. It changes with π at r = (1 − β) log(π / m): what m does to either
   * KL adds up to a constant.
   */
  private record Mixed(double beta) implements TokenDivergence {

    @Override
    public Tensor between(Tensor teacher, Tensor student) {
      Tensor mixture = mixture(teacher, student);
      return Maths.times(ExactKl.kl(teacher, mixture), beta)
          .add(Maths.times(ExactKl.kl(student, mixture), 1 - beta));
    }

    @Override
    public Tensor slope(Tensor teacher, Tensor student) {
      Tensor r = Maths.times(student.sub(mixture(teacher, student)), 1 - beta);
      return ExactKl.centred(student.exp(), r);
    }

    /** log m */
    private Tensor mixture(Tensor teacher, Tensor student) {
      return Maths.plus(student, Math.log1p(-beta)).logaddexp(Maths.plus(teacher, Math.log(beta)));
    }
  }
}
