package dev.mneme.policy;

import dev.mneme.model.Decoder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * A language model as a policy: prompts are {@link Texts}, actions tokens. Owns the decoder.
 *
 * <p>Log-probabilities of chosen tokens never hold the scores of the whole vocabulary at once;
 * those of all tokens do, and are meant for small vocabularies or few positions.
 */
public final class LanguagePolicy implements Policy {

  /**
   * How completions are written.
   *
   * @param maxTokens longest completion
   * @param ends tokens that end one
   * @param slots completions written at once
   */
  public record Writing(int maxTokens, Set<Integer> ends, int slots) {
    public Writing {
      ends = Set.copyOf(ends);
    }
  }

  private final Decoder decoder;
  private final Writing writing;
  private final Sampler sampler;

  public LanguagePolicy(Decoder decoder, Writing writing) {
    this.decoder = decoder;
    this.writing = writing;
    this.sampler = new Sampler(decoder, writing.slots());
  }

  @Override
  public int alphabet() {
    return decoder.shape().vocabulary();
  }

  @Override
  public Tensor logProbs(Prompts prompts, Actions actions) {
    Tensor logits = decoder.logits(states(prompts, actions)); // [rows, time, vocabulary]
    return Maths.logSoftmax(logits);
  }

  @Override
  public Tensor chosenLogProbs(Prompts prompts, Actions actions) {
    return decoder
        .chosenLogProbs(states(prompts, actions), actions.ids())
        .mul(actions.mask()); // [rows, time]
  }

  /** The states that predict each action. // [rows, time, width] */
  Tensor states(Prompts prompts, Actions actions) {
    Joined joined = new Joined((Texts) prompts, actions);
    return joined.predicting(decoder.hidden(TokenBatch.of(joined.ids())));
  }

  @Override
  public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
    Sampling sampling = Sampling.plain(writing.maxTokens(), writing.ends());
    long seed = Tensors.toLongs(stream.integers(1L << 62, 1))[0];
    return rollouts(
        (Texts) prompts,
        sampler.complete(((Texts) prompts).tokens(), group, sampling, seed),
        group);
  }

  /**
   * As {@link Policy#explore}, but the samples' log-probabilities are those of the scoring pass, so
   * that the first update's ratios are exactly 1: sampling computes the same numbers in another
   * order, and a ratio should not measure rounding.
   */
  @Override
  public Fresh explore(Prompts prompts, int group, RandomStream stream) {
    return rescored(this, sample(prompts, group, stream));
  }

  static Fresh rescored(Policy policy, Rollouts sampled) {
    Scores scores = new Scores(policy, sampled.prompts(), sampled.actions());
    return new Fresh(
        new Rollouts(sampled.prompts(), sampled.actions(), scores.chosen().detach()), scores);
  }

  private static Rollouts rollouts(Texts prompts, List<Completion> completions, int group) {
    Actions actions =
        Actions.ragged(
            completions.stream()
                .map(each -> each.tokens().stream().mapToInt(Integer::intValue).toArray())
                .toList(),
            group);
    float[] logProbs = new float[actions.rows() * actions.time()];
    for (int row = 0; row < completions.size(); row++) {
      List<Float> own = completions.get(row).logProbs();
      for (int t = 0; t < own.size(); t++) {
        logProbs[row * actions.time() + t] = own.get(t);
      }
    }
    return new Rollouts(prompts, actions, Tensors.floats(logProbs, actions.rows(), actions.time()));
  }

  public Decoder decoder() {
    return decoder;
  }

  @Override
  public Parameters parameters() {
    return decoder.parameters();
  }

  @Override
  public LanguagePolicy copy() {
    return new LanguagePolicy(decoder.copy(), writing);
  }

  @Override
  public void close() {
    sampler.close();
    decoder.close();
  }
}
