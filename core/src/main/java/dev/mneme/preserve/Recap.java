package dev.mneme.preserve;

import java.util.Arrays;
import java.util.Map;

/**
 * RECAP: weights that move effort away from objectives that are learnt and towards those that
 * improve slowly or noisily.
 *
 * <pre>
 *   μ_k  mean of objective k's last W losses        μ̃_k  mean of the W before them
 *   σ_k  standard deviation of all 2W               c_k = convergence      i_k = σ_k / (μ_k + μ̃_k)
 *   s_k = c_k + i_k                                 λ = K · softmax(s / T)
 * </pre>
 *
 * The weights of a step are made of the 2W steps before it; in the first 2W steps λ = 1. The mean
 * of λ is 1 always. Losses must not be negative; in c nothing in nothing is 1 and no ratio exceeds
 * 1000, in i it is 0. So an objective that stays at loss 0 has c = 1 and i = 0, and one that comes
 * back from exactly 0 takes all the weight until its losses of 0 have left the windows.
 *
 * <p>Source: arXiv 2510.21978, which says several things in two ways. Each is an option: c, its
 * direction ({@link Convergence}); σ, what it is taken about ({@link Centre}) and what the squares
 * are divided by; s, a sum or a mixture ({@link Score}). A sum at T = 5 is not the mixture at α = ½
 * and T = 5 but the one at T = 2.5.
 */
public final class Recap implements Weighting {

  /** Which way round the means of the two windows are divided. */
  public enum Convergence {
    /**
     * c = μ/μ̃, as version 1 prints: below 1 for what falls, so that slow objectives gain weight.
     * This is what the text of both versions says weights are for.
     */
    V1,
    /** c = μ̃/μ, as version 2 prints: what falls fast gains weight. */
    V2
  }

  /** What the standard deviation is taken about. */
  public enum Centre {
    /** The mean of all 2W losses, as in the paper's pseudocode. */
    ALL,
    /** μ, as in the paper's formula: a fall then counts as instability more. */
    RECENT
  }

  /** How convergence and instability become one score. */
  public enum Score {
    /** c + i. */
    SUM,
    /** α c + (1 − α) i. */
    MIX
  }

  /**
   * The paper's choices.
   *
   * @param window W, in steps
   * @param temperature T; the larger, the more alike the weights
   * @param unbiased whether squares are divided by 2W − 1 and not by 2W
   * @param alpha α of {@link Score#MIX}
   */
  public record Options(
      int window,
      double temperature,
      Convergence convergence,
      Centre centre,
      boolean unbiased,
      Score score,
      double alpha) {

    /** The paper's defaults; where it says two things, what fits its text or its pseudocode. */
    public static final Options USUAL =
        new Options(10, 5, Convergence.V1, Centre.ALL, true, Score.SUM, 0.5);

    public Options {
      Given.requireAtLeast(1, "window", window);
      Given.requirePositive("temperature", temperature);
      if (!(alpha >= 0 && alpha <= 1)) {
        throw new IllegalArgumentException("alpha must lie in [0, 1], was " + alpha);
      }
    }
  }

  private final Options options;
  private final int objectives;
  private final int span;
  private final Memory memory = new Memory();
  private final double[] losses; // of step t and objective k at (t mod 2W) · K + k
  private final double[] steps;

  public Recap(int objectives, Options options) {
    this.options = options;
    this.objectives = objectives;
    this.span = 2 * options.window();
    this.losses = memory.zeros("losses", span * objectives);
    this.steps = memory.zeros("steps", 1);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights ahead() {
    return steps[0] < span ? Weights.alike(objectives) : weights();
  }

  @Override
  public Weights next(double[] now) {
    Given.requireLosses(now, objectives);
    Weights weights = ahead();
    System.arraycopy(now, 0, losses, ((int) (steps[0] % span)) * objectives, objectives);
    steps[0]++;
    return weights;
  }

  private Weights weights() {
    double[] convergence = new double[objectives];
    double[] instability = new double[objectives];
    double[] scores = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      double[] history = history(k);
      double earlier = mean(history, 0, options.window());
      double recent = mean(history, options.window(), span);
      convergence[k] =
          switch (options.convergence()) {
            case V1 -> Ratio.of(recent, earlier);
            case V2 -> Ratio.of(earlier, recent);
          };
      double both = earlier + recent;
      instability[k] = both == 0 ? 0 : deviation(history, recent) / both;
      scores[k] =
          switch (options.score()) {
            case SUM -> convergence[k] + instability[k];
            case MIX -> options.alpha() * convergence[k] + (1 - options.alpha()) * instability[k];
          };
    }
    return Weights.of(Softmax.scaled(scores, options.temperature()))
        .because("convergence", convergence)
        .because("instability", instability);
  }

  /** The last 2W losses of an objective, oldest first. */
  private double[] history(int objective) {
    double[] history = new double[span];
    for (int i = 0; i < span; i++) {
      int place = (int) ((steps[0] + i) % span);
      history[i] = losses[place * objectives + objective];
    }
    return history;
  }

  private static double mean(double[] numbers, int from, int to) {
    return Arrays.stream(numbers, from, to).sum() / (to - from);
  }

  private double deviation(double[] history, double recent) {
    double centre =
        switch (options.centre()) {
          case ALL -> mean(history, 0, span);
          case RECENT -> recent;
        };
    double squares = 0;
    for (double each : history) {
      squares += (each - centre) * (each - centre);
    }
    return Math.sqrt(squares / (options.unbiased() ? span - 1 : span));
  }

  @Override
  public Map<String, double[]> state() {
    return memory.state();
  }

  @Override
  public void restore(Map<String, double[]> state) {
    memory.restore(state);
  }
}
