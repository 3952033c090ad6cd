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
 * sampled for them; of one prompt they are unknown.
 *
 * @param perToken in nats: all terms over all tokens
 * @param perSequence in nats: mean of the sums
 * @param tokens how many there were
 */
public record SequenceKl(Figure perToken, Figure perSequence, long tokens) {

  /** What one prompt's completions add up to. */
  private record Sums(double nats, double tokens, double sequences) {}

  /**
   * What the base says where it wrote, to be held against one policy after the other.
   *
   * @param rollouts its completions
   * @param logProbs its log-probabilities at their tokens, of the whole alphabet, borrowed. //
   *     [tokens, alphabet]
   */
  public record Said(Rollouts rollouts, Tensor logProbs) {}

  /**
   * @param fromBase completions that {@code base} sampled, in batches that fit into memory with the
   *     log-probabilities of the whole alphabet
   */
  public static SequenceKl of(
      Policy base, Policy tuned, List<Rollouts> fromBase, ClusterBootstrap bootstrap) {
    List<Sums> prompts = new ArrayList<>();
    for (Rollouts batch : fromBase) {
      try (Scope scope = Scope.open()) {
        prompts.addAll(sums(new Said(batch, logProbs(base, batch)), tuned));
      }
    }
    return of(prompts, bootstrap);
  }

  /** The same, where what the base says is known already. */
  public static SequenceKl of(List<Said> fromBase, Policy tuned, ClusterBootstrap bootstrap) {
    List<Sums> prompts = new ArrayList<>();
    for (Said batch : fromBase) {
      try (Scope scope = Scope.open()) {
        prompts.addAll(sums(batch, tuned));
      }
    }
    return of(prompts, bootstrap);
  }

  /**
   * What a policy says at the tokens of completions, of the whole alphabet. // [tokens, alphabet]
   */
  public static Tensor logProbs(Policy policy, Rollouts batch) {
    return Gradients.without(() -> policy.countedLogProbs(batch.prompts(), batch.actions()));
  }

  private static SequenceKl of(List<Sums> prompts, ClusterBootstrap bootstrap) {
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("a KL over sequences needs completions of the base");
    }
    return new SequenceKl(
        figure(prompts, bootstrap, SequenceKl::perToken),
        figure(prompts, bootstrap, SequenceKl::perSequence),
        (long) prompts.stream().mapToDouble(Sums::tokens).sum());
  }

  private static List<Sums> sums(Said said, Policy tuned) {
    Actions actions = said.rollouts().actions();
    Tensor other = logProbs(tuned, said.rollouts());
    double[] terms =
        Tensors.toDoubles(
            Gradients.without(
                () -> Divergence.FORWARD_KL.perInput(said.logProbs(), other))); // [tokens]
    float[] mask = Tensors.toFloats(actions.mask());
    int width = actions.group() * actions.time();
    List<Sums> prompts = new ArrayList<>();
    int at = 0;
    for (int from = 0; from < mask.length; from += width) {
      double nats = 0;
      int before = at;
      for (int i = from; i < from + width; i++) {
        nats += mask[i] == 0 ? 0 : terms[at++];
      }
      prompts.add(new Sums(nats, at - before, actions.group()));
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
