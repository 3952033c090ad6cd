package dev.mneme.app.tuning;

import dev.mneme.train.DecoderCosts;
import dev.mneme.train.Replay;
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
   * @param learnt tokens of a row that are, on average
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

  /** Rows of a step, one of them cut. */
  private long count() {
    return (long) Math.ceil(tokens() / rows.learnt()) + 1;
  }

  /** Rows that go through the model at once. */
  private long together() {
    int micro = recipe.tuning().microBatch();
    return micro == 0 ? count() : Math.min(micro, count());
  }

  double activationBytes() {
    long piece = together() * rows.time();
    return recipe.tuning().gradientCheckpointing()
        ? costs.checkpointedBytes(piece)
        : costs.activationBytes(piece);
  }

  double chosenBytes() {
    return costs.chosenBytes(Math.min(tokens(), together() * rows.time()));
  }

  /** Of both distributions where the base's is imitated; rows are filled up to the longest. */
  double vocabularyBytes() {
    double scores = (double) count() * rows.time() * vocabulary * Float.BYTES;
    return keys().learns() == ReplayKeys.Learns.BASE
        ? PostForecast.COPIES_OF_A_VOCABULARY * scores
        : 0;
  }

  /** Steps that it is part of. */
  long steps() {
    return keys().plan(recipe.tuning().steps()).steps();
  }

  /** Of all steps; where it fades, half of it on average. */
  Work work() {
    Work forwards = costs.forwards(count(), rows.time());
    Work step = costs.learning(count(), rows.time()).plus(costs.chosenLearning(tokens()));
    if (recipe.tuning().gradientCheckpointing()) {
      step = step.plus(forwards);
    }
    if (keys().learns() == ReplayKeys.Learns.BASE) {
      step = step.plus(forwards).plus(costs.whole(tokens()).times(2));
    } else if (recipe.tuning().scoring().inPieces()) {
      step = step.plus(forwards).plus(costs.chosen(tokens()));
    }
    double share = keys().schedule() == Replay.Shape.LINEAR ? 0.5 : 1;
    return step.times(share * steps());
  }

  /** The base's own texts, as many at once as there are places. */
  Work writing() {
    long slots = Math.min(Learner.SLOTS, keys().written());
    return DriftForecast.writing(costs, vocabulary, slots, 1, rows.time() - 1)
        .times((double) keys().written() / slots);
  }
}
