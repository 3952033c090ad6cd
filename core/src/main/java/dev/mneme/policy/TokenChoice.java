package dev.mneme.policy;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One token out of one row of logits, by inverting the distribution at a number in [0, 1):
 *
 * <pre>  q(a) ∝ softmax(logits / temperature)_a · 1[a survives the filters]
 *  choice = min { a : Σ_{b ≤ a} q(b) > u } </pre>
 *
 * In double precision and in the order of the tokens, so that a choice depends on the row and u
 * alone and not on what else is in the batch.
 */
final class TokenChoice {

  private final Sampling sampling;

  TokenChoice(Sampling sampling) {
    this.sampling = sampling;
  }

  /**
   * The token chosen.
   *
   * @param logits of one row; overwritten
   * @param seen tokens before, for the repetition penalty
   * @param uniform in [0, 1)
   */
  int choose(float[] logits, int[] seen, int seenCount, double uniform) {
    penalise(logits, seen, seenCount);
    if (sampling.temperature() == 0) {
      return largest(logits);
    }
    double[] weights = weights(logits);
    filter(weights);
    return invert(weights, uniform);
  }

  /** For probabilities that no filter bends: the choice without a copy. */
  static int invert(float[] probabilities, int from, int count, double uniform) {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += probabilities[from + i];
    }
    double left = uniform * total;
    int last = 0;
    for (int i = 0; i < count; i++) {
      float probability = probabilities[from + i];
      if (probability > 0) {
        last = i;
        left -= probability;
        if (left < 0) {
          return i;
        }
      }
    }
    // Rounding can leave a crumb behind the last token that has any mass.
    return last;
  }

  private void penalise(float[] logits, int[] seen, int seenCount) {
    if (sampling.repetitionPenalty() == 1) {
      return;
    }
    IntStream.of(seen)
        .limit(seenCount)
        .distinct()
        .forEach(token -> {
          float logit = logits[token];
          double penalty = sampling.repetitionPenalty();
          logits[token] = (float) (logit > 0 ? logit / penalty : logit * penalty);
        });
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Proportional to the probabilities, the largest being 1. */
  private double[] weights(float[] logits) {
    double highest = logits[largest(logits)];
    double[] weights = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp((logits[i] - highest) / sampling.temperature());
    }
    return weights;
  }

  private void filter(double[] weights) {
    boolean sorts =
        (sampling.topK() > 0 && sampling.topK() < weights.length) || sampling.topP() < 1;
    if (sorts) {
      keepMostLikely(weights);
    }
    if (sampling.minP() > 0) {
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] < sampling.minP()) {
          weights[i] = 0;
        }
      }
    }
  }

  /** Top-k, then top-p over what top-k leaves; of equally likely tokens the first stay. */
  private void keepMostLikely(double[] weights) {
    int[] order =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted((a, b) -> Double.compare(weights[b], weights[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    int kept = sampling.topK() > 0 ? Math.min(sampling.topK(), order.length) : order.length;
    double total = Arrays.stream(order).limit(kept).mapToDouble(token -> weights[token]).sum();
    double mass = 0;
    int enough = 0;
    while (enough < kept && (enough == 0 || mass < sampling.topP() * total)) {
      mass += weights[order[enough]];
      enough++;
    }
    for (int i = enough; i < order.length; i++) {
      weights[order[i]] = 0;
    }
  }

  private static int invert(double[] weights, double uniform) {
    double left = uniform * Arrays.stream(weights).sum();
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }
}
