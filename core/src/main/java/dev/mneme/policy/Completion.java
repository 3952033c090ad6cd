package dev.mneme.policy;

import java.util.List;

/**
 * What was written after a prompt.
 *
 * @param tokens at least one; the last is an end unless the length ran out or a listener stopped it
 * @param logProbs of each token under the policy itself at temperature 1, whatever it was drawn
 *     with
 * @param ended whether it came to an end by itself
 */
public record Completion(List<Integer> tokens, List<Float> logProbs, boolean ended) {

  public Completion {
    tokens = List.copyOf(tokens);
    logProbs = List.copyOf(logProbs);
  }

  /** Whether the model's scores were numbers all along; if not, what was drawn means nothing. */
  public boolean isScored() {
    return logProbs.stream().noneMatch(logProb -> Float.isNaN(logProb));
  }

  public int length() {
    return tokens.size();
  }

  /** The tokens as ids, without the end. */
  public int[] text() {
    return tokens.stream().limit(ended ? length() - 1L : length()).mapToInt(id -> id).toArray();
  }
}
