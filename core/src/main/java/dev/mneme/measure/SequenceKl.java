package dev.mneme.measure;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Forward KL between policies over sequences, on completions of the base.
 *
 * <pre>  KL(π0 ‖ π) = E_{y ~ π0} Σ_t KL(π0(·|x, y_{&lt;t}) ‖ π(·|x, y_{&lt;t})) </pre>
 *
 * The expectation over histories is a mean over samples of the base at temperature 1, without
 * truncation; each term is summed over the whole alphabet. Unbiased, never negative, and of less
 * variance than the log-ratio of the samples. Intervals resample whole prompts with all that was
 * sampled for them.
 *
 * @param perToken in nats: all terms over all tokens
 * @param perSequence in nats: mean of the sums
 * @param tokens how many there were
 */
public record SequenceKl(Figure perToken, Figure perSequence, long tokens) {

  /** What one prompt's completions add up to. */
  private record Sums(double nats, double tokens, double sequences) {}

  /**
   * @param fromBase completions that {@code base} sampled, in batches that fit into memory with the
   *     log-probabilities of the whole alphabet
   */
  public static SequenceKl of(
      Policy base, Policy tuned, List<Rollouts> fromBase, ClusterBootstrap bootstrap) {
    List<Sums> prompts = new ArrayList<>();
    for (Rollouts batch : fromBase) {
      try (Scope scope = Scope.open()) {
        prompts.addAll(Gradients.without(() -> sums(base, tuned, batch)));
      }
    }
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("a KL over sequences needs completions of the base");
    }
    return new SequenceKl(
        figure(prompts, bootstrap, SequenceKl::perToken),
        figure(prompts, bootstrap, SequenceKl::perSequence),
        (long) prompts.stream().mapToDouble(Sums::tokens).sum());
  }

  private static List<Sums> sums(Policy base, Policy tuned, Rollouts batch) {
    Actions actions = batch.actions();
    long alphabet = base.alphabet();
    Tensor own = base.logProbs(batch.prompts(), actions).reshape(-1, alphabet);
    Tensor other = tuned.logProbs(batch.prompts(), actions).reshape(-1, alphabet);
    double[] terms = Tensors.toDoubles(Divergence.FORWARD_KL.perInput(own, other)); // [rows · time]
    float[] mask = Tensors.toFloats(actions.mask());
    int width = actions.group() * actions.time();
    List<Sums> prompts = new ArrayList<>();
    for (int from = 0; from < terms.length; from += width) {
      double nats = 0;
      double tokens = 0;
      for (int i = from; i < from + width; i++) {
        nats += mask[i] == 0 ? 0 : terms[i];
        tokens += mask[i];
      }
      prompts.add(new Sums(nats, tokens, actions.group()));
    }
    return prompts;
  }

  private interface Statistic {
    double of(double nats, double tokens, double sequences);
  }

  private static double perToken(double nats, double tokens, double sequences) {
    return nats / tokens;
  }

  private static double perSequence(double nats, double tokens, double sequences) {
    return nats / sequences;
  }

  private static Figure figure(
      List<Sums> prompts, ClusterBootstrap bootstrap, Statistic statistic) {
    int[] once = new int[prompts.size()];
    Arrays.fill(once, 1);
    double[] replicates =
        bootstrap.replicates(prompts.size(), times -> weighed(prompts, times, statistic));
    return new Figure(weighed(prompts, once, statistic), bootstrap.interval(replicates));
  }

  private static double weighed(List<Sums> prompts, int[] times, Statistic statistic) {
    double nats = 0;
    double tokens = 0;
    double sequences = 0;
    for (int i = 0; i < times.length; i++) {
      Sums sums = prompts.get(i);
      nats += times[i] * sums.nats();
      tokens += times[i] * sums.tokens();
      sequences += times[i] * sums.sequences();
    }
    return statistic.of(nats, tokens, sequences);
  }
}
