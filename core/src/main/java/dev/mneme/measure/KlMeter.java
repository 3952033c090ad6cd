package dev.mneme.measure;

import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Sampling;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * KL between policies over sequences, sampled until it is known well enough.
 *
 * <pre>
 *   KL(π‖ρ) = E_{x, y ~ π} Σ_t KL(π(·|x, y_&lt;t) ‖ ρ(·|x, y_&lt;t))     per sequence
 *   per token: the same sum over all sampled tokens
 * </pre>
 *
 * Forward KL has π = base, ρ = tuned; the reverse is the meter with both changed over, and samples
 * of the tuned model. Each term is summed over the whole alphabet, which leaves the histories alone
 * to chance (Rao–Blackwell): unbiased, never negative. Per token it is a ratio of means, biased by
 * order 1/prompts. Intervals are over prompts, as completions of one prompt go together; each end
 * is the further one of {@link RatioBootstrap}'s and of Student's t. KLs of prompts are skewed and
 * sampling stops when the interval is narrow, which both make an interval too short: of the first
 * alone, 95 % intervals held 91 to 94 % of lognormal means, of both 93 to 96 %.
 *
 * <p>Total variation and L2 of the next token's distributions are measured at the same places, as
 * means over the tokens: of next tokens after the histories of π, not of whole sequences.
 *
 * <p>The samples must be the policy's own, at temperature 1 with nothing truncated. Others are
 * refused: by what is said of the sampler, and by what they look like, as
 *
 * <pre>  E_{y ~ π} Σ_t (−log π(y_t) − H(π(·|y_&lt;t))) = 0 </pre>
 *
 * holds for draws of π and for no colder, warmer or truncated ones.
 *
 * <p>Source: definition; the Rao–Blackwellised form is Amini et al. 2025 (arXiv 2504.10637).
 */
public final class KlMeter {

  /** Deviations of the mean surprise from the mean entropy that no unbiased sample shows. */
  private static final double SUSPICIOUS = 5;

  private static final int ENOUGH_TO_SUSPECT = 30;

  /** Numbers of a distribution held at once in double precision: 128 MiB. */
  private static final long HELD = 1L << 24;

  /** In place of log 0, whose product with 0 is 0. */
  private static final double NEXT_TO_LOG_ZERO = -1e30;

  /**
   * When it is known well enough: as soon as both intervals reach no further from their figures
   * than the relative share, or the one per token no further than the absolute.
   *
   * @param least sequences before the first look; later looks come at every doubling
   * @param most sequences in all
   * @param relative such as 0.1
   * @param absolute nats a token
   */
  public record Rule(int least, int most, double relative, double absolute) {

    public Rule {
      if (least < 2 || most < least || !(relative >= 0) || !(absolute >= 0)) {
        throw new IllegalArgumentException(
            "a KL needs at least 2 sequences, no more than the most, and widths of at least 0");
      }
    }
  }

  private final Policy from;
  private final Policy to;
  private final RatioBootstrap bootstrap;

  /**
   * @param from π, which the samples are drawn from; borrowed
   * @param to ρ; borrowed
   * @throws IllegalArgumentException if one of them is a policy at another temperature than 1
   */
  public KlMeter(Policy from, Policy to, ClusterBootstrap bootstrap) {
    requireItself(from);
    requireItself(to);
    this.from = from;
    this.to = to;
    this.bootstrap = new RatioBootstrap(bootstrap);
  }

  private static void requireItself(Policy policy) {
    if (policy instanceof LanguagePolicy language && language.writing().temperature() != 1) {
      throw new IllegalArgumentException(
          "a KL is measured between the models themselves, at temperature 1, but this policy writes and scores at %s: the result would be the KL of other, tempered models"
              .formatted(language.writing().temperature()));
    }
  }

  /**
   * Samples and measures.
   *
   * @param batches of prompts, each as many as fit into memory with the log-probabilities of the
   *     whole alphabet; gone through again from the first if more sequences are wanted than prompts
   */
  public MeasuredKl measure(List<? extends Prompts> batches, Rule rule, RandomStream stream) {
    int[] starts = new int[batches.size() + 1];
    for (int i = 0; i < batches.size(); i++) {
      starts[i + 1] = starts[i] + batches.get(i).size();
    }
    Sums sums = new Sums(starts[batches.size()]);
    long look = rule.least();
    for (int next = 0; ; next = (next + 1) % batches.size()) {
      try (Scope scope = Scope.open()) {
        sums.add(from.sample(batches.get(next), 1, stream), starts[next]);
      }
      if (Thread.interrupted()) {
        throw new CancellationException("interrupted");
      }
      if (sums.count >= Math.min(look, rule.most())) {
        MeasuredKl seen = sums.measured(rule);
        if (seen.narrow() || sums.count >= rule.most()) {
          return seen;
        }
        look *= 2;
      }
    }
  }

  /**
   * Measures on completions that were drawn before.
   *
   * @param drawn from the first policy, each with prompts of its own
   * @param how they were drawn
   * @throws IllegalArgumentException if that is not the policy's own distribution, saying why
   */
  public MeasuredKl of(List<Rollouts> drawn, Sampling how) {
    List<String> distortions = how.distortions();
    if (!distortions.isEmpty()) {
      throw new IllegalArgumentException(
          "a KL needs samples of the policy itself, but %s. Draw them with Sampling.plain: temperature 1 and nothing truncated."
              .formatted(String.join("; ", distortions)));
    }
    Sums sums = new Sums(drawn.stream().mapToInt(batch -> batch.prompts().size()).sum());
    int first = 0;
    for (Rollouts batch : drawn) {
      try (Scope scope = Scope.open()) {
        sums.add(batch, first);
      }
      first += batch.prompts().size();
    }
    return sums.measured(new Rule(2, Integer.MAX_VALUE, 0, 0));
  }

  /** What each prompt's completions add up to. */
  private final class Sums {
    private final double[] nats;
    private final double[] totalVariation;
    private final double[] l2;
    private final double[] tokens;
    private final double[] sequences;
    private final double[] surprise;
    private long count;
    private long unfinished;

    Sums(int prompts) {
      if (prompts == 0) {
        throw new IllegalArgumentException("a KL over sequences needs prompts");
      }
      nats = new double[prompts];
      totalVariation = new double[prompts];
      l2 = new double[prompts];
      tokens = new double[prompts];
      sequences = new double[prompts];
      surprise = new double[prompts];
    }

    void add(Rollouts batch, int first) {
      Actions actions = batch.actions();
      float[] mask = Tensors.toFloats(actions.mask());
      Terms terms = Gradients.without(() -> Terms.of(from, to, batch));
      int width = actions.time();
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] != 0) {
          int prompt = first + i / width / actions.group();
          nats[prompt] += terms.kl[i];
          totalVariation[prompt] += terms.totalVariation[i];
          l2[prompt] += terms.l2[i];
          surprise[prompt] += terms.surprise[i];
          tokens[prompt]++;
        }
      }
      for (int row = 0; row < actions.rows(); row++) {
        sequences[first + row / actions.group()]++;
      }
      count += actions.rows();
      unfinished += unfinished(actions);
    }

    private long unfinished(Actions actions) {
      return from instanceof LanguagePolicy language
          ? actions.sequences().stream()
              .filter(text ->
                  text.length >= language.writing().maxTokens()
                      && !language.writing().ends().contains(text[text.length - 1]))
              .count()
          : 0;
    }

    MeasuredKl measured(Rule rule) {
      int prompts = (int) Arrays.stream(sequences).filter(number -> number > 0).count();
      requireUnbiased(prompts);
      // Prompts come in order, so those without a sequence yet are the last.
      double[] written = Arrays.copyOf(tokens, prompts);
      Figure perToken = figure(nats, written);
      Figure perSequence = figure(nats, Arrays.copyOf(sequences, prompts));
      boolean narrow =
          reach(perToken) <= rule.absolute()
              || (reach(perToken) <= rule.relative() * perToken.value()
                  && reach(perSequence) <= rule.relative() * perSequence.value());
      return new MeasuredKl(
          perToken,
          perSequence,
          figure(totalVariation, written),
          figure(l2, written),
          prompts,
          count,
          (long) Arrays.stream(tokens).sum(),
          (double) unfinished / count,
          narrow);
    }

    private Figure figure(double[] terms, double[] over) {
      RatioBootstrap.Result result = bootstrap.of(Arrays.copyOf(terms, over.length), over);
      Interval resampled = result.interval();
      Interval student =
          new Estimate(result.ratio(), result.standardError(), over.length)
              .interval(bootstrap.bootstrap().confidence());
      return new Figure(
          result.ratio(),
          new Interval(
              Math.max(0, Math.min(resampled.low(), student.low())),
              Math.max(resampled.high(), student.high())));
    }

    private void requireUnbiased(int prompts) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < prompts; i++) {
        sum += surprise[i];
        squares += surprise[i] * surprise[i];
      }
      double deviations = sum / Math.sqrt(squares);
      if (prompts >= ENOUGH_TO_SUSPECT && Math.abs(deviations) > SUSPICIOUS) {
        throw new IllegalArgumentException(
            "these completions are not draws of the policy: on %d prompts they are %s surprising than its entropy, by %.0f deviations. They look like draws at a %s; sample at temperature 1 with nothing truncated."
                .formatted(
                    prompts,
                    deviations < 0 ? "less" : "more",
                    Math.abs(deviations),
                    deviations < 0
                        ? "temperature below 1, or truncated by top-k, top-p or min-p"
                        : "temperature above 1, or of another policy"));
      }
    }
  }

  /** How far the wider side of the interval reaches. */
  private static double reach(Figure figure) {
    return Math.max(
        figure.value() - figure.interval().low(), figure.interval().high() - figure.value());
  }

  /**
   * One number a place, [rows · time]: how far the next token's distributions are apart, and −log π
   * of the token less the entropy of π.
   */
  private static final class Terms {
    private final double[] kl;
    private final double[] totalVariation;
    private final double[] l2;
    private final double[] surprise;

    private Terms(int places) {
      kl = new double[places];
      totalVariation = new double[places];
      l2 = new double[places];
      surprise = new double[places];
    }

    static Terms of(Policy from, Policy to, Rollouts batch) {
      Actions actions = batch.actions();
      long alphabet = from.alphabet();
      Tensor own = from.logProbs(batch.prompts(), actions).reshape(-1, alphabet);
      Tensor other = to.logProbs(batch.prompts(), actions).reshape(-1, alphabet);
      Tensor chosen = actions.ids().reshape(-1, 1); // [rows · time, 1]
      int places = (int) own.size(0);
      Terms all = new Terms(places);
      int most = (int) Math.max(1, HELD / alphabet);
      for (int start = 0; start < places; start += most) {
        int many = Math.min(most, places - start);
        try (Scope scope = Scope.open()) {
          Tensor p = own.narrow(0, start, many);
          Tensor q = other.narrow(0, start, many);
          put(Divergence.FORWARD_KL, p, q, all.kl, start);
          put(Divergence.TOTAL_VARIATION, p, q, all.totalVariation, start);
          put(Divergence.L2, p, q, all.l2, start);
          Tensor plogp = p.exp().mul(p.clamp_min(new Scalar(NEXT_TO_LOG_ZERO)));
          double[] negativeEntropy = Tensors.toDoubles(plogp.sum(-1));
          double[] logProb =
              Tensors.toDoubles(p.gather(1, chosen.narrow(0, start, many)).reshape(-1));
          for (int i = 0; i < many; i++) {
            all.surprise[start + i] = negativeEntropy[i] - logProb[i];
          }
        }
      }
      return all;
    }

    private static void put(Divergence divergence, Tensor p, Tensor q, double[] all, int start) {
      double[] terms = Tensors.toDoubles(divergence.perInput(p, q));
      System.arraycopy(terms, 0, all, start, terms.length);
    }
  }
}
