package dev.mneme.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How completions are drawn. The filters work on the probabilities at the given temperature, in the
 * order top-k, top-p, min-p, and what is left is scaled to sum to 1.
 *
 * @param temperature 0 takes the most likely token, 1 is the policy itself
 * @param topK how many of the most likely tokens stay; 0 for all
 * @param topP smallest set of most likely tokens with at least this mass stays; 1 for all
 * @param minP tokens less likely than this share of the most likely one go; 0 for none
 * @param repetitionPenalty above 1 divides positive and multiplies negative logits of tokens that
 *     occurred (arXiv 1909.05858); 1 for none
 * @param maxTokens longest completion
 * @param ends tokens that end a completion; they belong to it
 */
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    int maxTokens,
    Set<Integer> ends) {

  public Sampling {
    require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, ">= 0");
    require(topK >= 0, "top-k", topK, ">= 0");
    require(topP > 0 && topP <= 1, "top-p", topP, "in (0, 1]");
    require(minP >= 0 && minP <= 1, "min-p", minP, "in [0, 1]");
    require(
        repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
        "repetition-penalty",
        repetitionPenalty,
        "> 0");
    require(maxTokens >= 1, "max-tokens", maxTokens, ">= 1");
    ends = Set.copyOf(ends);
  }

  /** Unbiased draws of the policy itself. */
  public static Sampling plain(int maxTokens, Set<Integer> ends) {
    return new Sampling(1, 0, 1, 0, 1, maxTokens, ends);
  }

  /** Always the most likely token. */
  public static Sampling greedy(int maxTokens, Set<Integer> ends) {
    return new Sampling(0, 0, 1, 0, 1, maxTokens, ends);
  }

  /** Whether nothing bends the policy's own distribution. */
  boolean isPlain() {
    return temperature == 1 && topK == 0 && topP == 1 && minP == 0 && repetitionPenalty == 1;
  }

  /**
   * In what these draws are not those of the policy itself, one clause each; none where they are.
   */
  public List<String> distortions() {
    List<String> distortions = new ArrayList<>();
    if (temperature == 0) {
      distortions.add("temperature 0 takes the most likely token and draws nothing");
    } else if (temperature != 1) {
      distortions.add(
          "temperature %s draws from π^(1/%s), not from π".formatted(temperature, temperature));
    }
    if (topK > 0) {
      distortions.add(
          "top-k %d never draws what is less likely than %d others".formatted(topK, topK));
    }
    if (topP < 1) {
      distortions.add("top-p %s never draws the last %s of the mass".formatted(topP, 1 - topP));
    }
    if (minP > 0) {
      distortions.add("min-p %s never draws what is less likely than that share".formatted(minP));
    }
    if (repetitionPenalty != 1) {
      distortions.add(
          "repetition-penalty %s makes tokens that occurred less likely than the policy does"
              .formatted(repetitionPenalty));
    }
    return distortions;
  }

  private static void require(boolean condition, String name, Number value, String range) {
    if (!condition) {
      throw new IllegalArgumentException("%s must be %s, was %s".formatted(name, range, value));
    }
  }
}
