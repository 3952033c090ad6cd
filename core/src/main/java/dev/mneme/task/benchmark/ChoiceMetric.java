package dev.mneme.task.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mneme.policy.ContinuationScorer.Score;
import java.util.List;

/**
 * What the likelihoods of options are worth. Of equally likely options the first is chosen, as
 * lm-evaluation-harness does.
 */
public enum ChoiceMetric {
  /** 1 if the likeliest option is right. */
  ACCURACY("acc"),
  /** 1 if the option of the greatest log-likelihood per character of its answer is right. */
  ACCURACY_BY_CHARACTER("acc_norm"),
  /** The same per byte of UTF-8. */
  ACCURACY_BY_BYTE("acc_bytes"),
  /** The same per token. */
  ACCURACY_BY_TOKEN("acc_tokens"),
  /** The share of the options' probability that right ones have. */
  PROBABILITY_OF_RIGHT("acc");

  private final String label;

  ChoiceMetric(String label) {
    this.label = label;
  }

  /** What lm-evaluation-harness calls it. */
  public String label() {
    return label;
  }

  /** The metric of one item. */
  double of(Item.Choice item, List<Score> scores) {
    if (this == PROBABILITY_OF_RIGHT) {
      return probability(item, scores);
    }
    return item.right().get(chosen(item, scores)) ? 1 : 0;
  }

  /**
   * The option that it takes for the model's answer: the likeliest one, in its own normalisation.
   */
  public int chosen(Item.Choice item, List<Score> scores) {
    int best = 0;
    for (int option = 1; option < scores.size(); option++) {
      if (normalised(item, scores, option) > normalised(item, scores, best)) {
        best = option;
      }
    }
    return best;
  }

  private double normalised(Item.Choice item, List<Score> scores, int option) {
    Score score = scores.get(option);
    String answer = item.options().get(option).answer();
    return switch (this) {
      case ACCURACY, PROBABILITY_OF_RIGHT -> score.logProb();
      case ACCURACY_BY_CHARACTER -> score.logProb() / answer.codePointCount(0, answer.length());
      case ACCURACY_BY_BYTE -> score.logProb() / answer.getBytes(UTF_8).length;
      case ACCURACY_BY_TOKEN -> score.logProb() / score.tokens();
    };
  }

  /** From the likeliest down, so that no probability is too small to be told from 0. */
  private static double probability(Item.Choice item, List<Score> scores) {
    double most = scores.stream().mapToDouble(Score::logProb).max().orElseThrow();
    double right = 0;
    double all = 0;
    for (int option = 0; option < scores.size(); option++) {
      double likelihood = Math.exp(scores.get(option).logProb() - most);
      all += likelihood;
      right += item.right().get(option) ? likelihood : 0;
    }
    return right / all;
  }
}
