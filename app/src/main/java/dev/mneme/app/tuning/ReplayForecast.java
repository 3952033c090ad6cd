package dev.mneme.app.tuning;

import dev.mneme.train.DecoderCosts;
import dev.mneme.train.ReplayDebt;
import dev.mneme.train.Work;

/**
 * What learning on old tasks beside a new one takes.
 *
 * @param rows of the old tasks
 * @param learnt tokens that the new task learns in a step
 */
record ReplayForecast(
    DecoderCosts costs, int vocabulary, PostRecipe recipe, Rows rows, long learnt) {

  /**
   * What rows of old tasks are like.
   *
   * @param learnt tokens of a row that are, on average; of a completion, as many as there may be
   * @param time tokens of the longest
   */
  record Rows(double learnt, long time) {}

  private ReplayKeys keys() {
    return recipe.preserve().replay();
  }

  /** Learnt tokens of a step at the start. */
  private long tokens() {
    return Math.max(1, (long) Math.ceil(keys().ratio() * learnt));
  }

  /** Rows of a step: one of them cut, or whole groups. */
  private long count() {
    return keys().rewarded()
        ? Math.min((long) Math.ceil(tokens() / group()), OldPrompts.most(recipe)) * keys().group()
        : (long) Math.ceil(tokens() / rows.learnt()) + 1;
  }

  /** Tokens of a group of completions. */
  private double group() {
    return rows.learnt() * keys().group();
  }

  /** Rows that go through the model at once. */
  private long together() {
    int micro = recipe.tuning().microBatch();
    return micro == 0 ? count() : Math.min(micro, count());
  }

  /** A step's completions with their prompts. */
  private StepRows completed() {
    return new StepRows(count(), rows.time(), rows.time() - keys().tokens(), keys().group());
  }

  /** Tokens that go through the model at once; groups that are not cut share their prompts. */
  private long piece() {
    return keys().rewarded() && !recipe.tuning().scoring().inPieces()
        ? completed().tokensTogether()
        : together() * rows.time();
  }

  double activationBytes() {
    return recipe.tuning().gradientCheckpointing()
        ? costs.checkpointedBytes(piece())
        : costs.activationBytes(piece());
  }

  double chosenBytes() {
    return costs.chosenBytes(stepTokens());
  }

  /** Learnt tokens of a step that has any: of whole groups those may be more than are owed. */
  private long stepTokens() {
    return keys().rewarded() ? count() * keys().tokens() : tokens();
  }

  /** Keys and values of completions while they are written; 0 where none are. */
  double cacheBytes() {
    return keys().rewarded() ? costs.cacheBytes(Learner.SLOTS, rows.time()) : 0;
  }

  /** Of both distributions where the base's is imitated, and of its pass. */
  double vocabularyBytes() {
    return keys().learns() == ReplayKeys.Learns.BASE
        ? costs.divergenceBytes(stepTokens(), costs.width(), false) + costs.passBytes(piece())
        : 0;
  }

  /** Steps that it is part of. */
  long steps() {
    return keys().plan(recipe.tuning().steps()).steps();
  }

  /** Of them those that have groups: where a step owes less than one, not all. */
  long rewardedSteps() {
    double steps = Math.ceil(share() * steps() * tokens() / (count() * rows.learnt()));
    return Math.clamp((long) steps, 1, steps());
  }

  /** Where it fades, half of it on average. */
  private double share() {
    return keys().schedule() == ReplayDebt.Shape.LINEAR ? 0.5 : 1;
  }

  /** Of all steps. */
  Work work() {
    long tokens = stepTokens();
    Work forwards = costs.forwards(count(), rows.time());
    Work step = costs.learning(count(), rows.time());
    if (recipe.tuning().gradientCheckpointing()) {
      step = step.plus(forwards);
    }
    if (recipe.tuning().scoring().inPieces()) {
      step = step.plus(forwards);
    }
    step =
        keys().learns() == ReplayKeys.Learns.BASE
            ? step.plus(forwards).plus(costs.divergence(tokens, costs.width()))
            : step.plus(costs.chosenLearning(tokens));
    return keys().rewarded() ? step.times(rewardedSteps()) : step.times(share() * steps());
  }

  /** What the model writes behind old prompts in all steps. */
  Work completions() {
    return completed().writing(costs, vocabulary, count(), Learner.SLOTS).times(rewardedSteps());
  }

  /** The base's own texts, as many at once as there are places. */
  Work writing() {
    long slots = Math.min(Learner.SLOTS, keys().written());
    return DriftForecast.writing(costs, vocabulary, slots, 1, rows.time() - 1)
        .times((double) keys().written() / slots);
  }
}
