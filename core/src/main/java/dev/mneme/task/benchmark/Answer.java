package dev.mneme.task.benchmark;

import dev.mneme.policy.ContinuationScorer.Score;
import java.util.List;

/**
 * What a model says to an item: all that judging needs, so that it can be kept and judged again.
 */
public sealed interface Answer {

  /** How likely each option of an {@link Item.Choice} is, in order. */
  record Likelihoods(List<Score> options) implements Answer {

    public Likelihoods {
      options = List.copyOf(options);
    }
  }

  /**
   * What was written after an {@link Item.Prompt}.
   *
   * @param text without what stopped it
   * @param tokens how many were written
   * @param stopped whether it came to an end by itself or at a stop, not by its length
   */
  record Response(String text, int tokens, boolean stopped) implements Answer {}
}
