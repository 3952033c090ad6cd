package dev.mneme.policy;

import dev.mneme.model.Decoder;
import dev.mneme.model.LoraAdapter;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * A language model as a policy: prompts are {@link Texts}, actions tokens. Owns the decoder, but
 * not where it is a view.
 *
 * <p>Log-probabilities of chosen tokens and divergences from another model never hold the scores of
 * the whole vocabulary at once; log-probabilities of all tokens do, and are meant for small
 * vocabularies or few positions.
 */
public final class LanguagePolicy implements Policy {

  /**
   * How completions are written.
   *
   * @param maxTokens longest completion
   * @param ends tokens that end one
   * @param slots completions written at once
   * @param temperature T of the policy that is proportional to π^(1/T) of each token: it writes and
   *     scores so. 1 is the model itself.
   */
  public record Writing(int maxTokens, Set<Integer> ends, int slots, double temperature) {
    public Writing {
      ends = Set.copyOf(ends);
      if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the temperature must be positive, was " + temperature);
      }
    }

    /** The model itself. */
    public Writing(int maxTokens, Set<Integer> ends, int slots) {
      this(maxTokens, ends, slots, 1);
    }
  }

  private final Decoder decoder;
  private final Parameters learnt;
  private final Writing writing;
  private final Scoring scoring;
  private final boolean owner;
  private final Sampler sampler;

  private LanguagePolicy(
      Decoder decoder, Parameters learnt, Writing writing, Scoring scoring, boolean owner) {
    this.decoder = decoder;
    this.learnt = learnt;
    this.writing = writing;
    this.scoring = scoring;
    this.owner = owner;
    this.sampler = new Sampler(decoder, writing.slots());
  }

  public LanguagePolicy(Decoder decoder, Writing writing) {
    this(decoder, decoder.parameters(), writing, Scoring.WHOLE, true);
  }

  /** A model of which the weights of the given names learn, and the others stay as they are. */
  public static LanguagePolicy learning(Decoder decoder, Set<String> names, Writing writing) {
    return new LanguagePolicy(
        decoder, decoder.parameters().among(names), writing, Scoring.WHOLE, true);
  }

  /** A model that somebody else owns: a view, to be closed before it. */
  public static LanguagePolicy over(Decoder decoder, Writing writing) {
    return new LanguagePolicy(decoder, decoder.parameters(), writing, Scoring.WHOLE, false);
  }

  /** A model whose adapter learns and whose own weights do not: a view of both. */
  public static LanguagePolicy adapted(
      Decoder base, LoraAdapter adapter, Writing writing, Scoring scoring) {
    Decoder through = base.adapted(adapter::over, adapter.parameters());
    return new LanguagePolicy(through, adapter.parameters(), writing, scoring, false);
  }

  /** The same weights, written and scored in another way: a view, to be closed before this. */
  public LanguagePolicy view(Writing otherWriting, Scoring otherScoring) {
    return new LanguagePolicy(decoder, learnt, otherWriting, otherScoring, false);
  }

  @Override
  public int alphabet() {
    return decoder.shape().vocabulary();
  }

  @Override
  public Tensor logProbs(Prompts prompts, Actions actions) {
    return logProbs(states(prompts, actions)); // [rows, time, vocabulary]
  }

  @Override
  public Tensor countedLogProbs(Prompts prompts, Actions actions) {
    return logProbs(states((Texts) prompts, actions, actions.counted())); // [counted, vocabulary]
  }

  /** // […, width] → […, vocabulary] */
  private Tensor logProbs(Tensor states) {
    Tensor logits = decoder.logits(states);
    // A narrow type's rounding would be taken for a difference between policies.
    boolean wide = Tensors.typeOf(logits).bytes() >= ElementType.F32.bytes();
    return Maths.logSoftmax(wide ? logits : Tensors.to(logits, ElementType.F32));
  }

  @Override
  public Tensor chosenLogProbs(Prompts prompts, Actions actions) {
    return scores(prompts, actions).chosen();
  }

  @Override
  public Scores scores(Prompts prompts, Actions actions) {
    return new Scores(this, prompts, actions, new TextReading(this, prompts, actions));
  }

  /** The states that predict each action, in one pass. // [rows, time, width] */
  Tensor states(Prompts prompts, Actions actions) {
    Joined joined = Joined.of((Texts) prompts, actions);
    TokenBatch batch = joined.batch();
    Tensor hidden =
        scoring.checkpointed() ? decoder.hiddenCheckpointed(batch) : decoder.hidden(batch);
    return atTemperature(joined.predicting(hidden));
  }

  /**
   * The states that predict some of the actions, as {@link Scoring} has it.
   *
   * @param places of [rows · time], at least one; none behind the last of its row that counts
   * @return [places, width]
   */
  Tensor states(Texts prompts, Actions actions, long[] places) {
    Tensor chosen = Tensors.longs(places, places.length);
    if (scoring.inPieces()) {
      Pieces pieces = Pieces.of(prompts, actions, scoring);
      PiecewiseStates states =
          new PiecewiseStates(decoder, learnt.tensors(), pieces.all(), scoring.checkpointed());
      Tensor order = pieces.places().index_select(0, chosen);
      return atTemperature(states.all().index_select(0, order));
    }
    Tensor all = states(prompts, actions);
    Tensor flat = all.reshape(-1, all.size(2));
    return places.length == flat.size(0) ? flat : flat.index_select(0, chosen);
  }

  /** Logits are linear in the states, so a temperature of the one is one of the other. */
  private Tensor atTemperature(Tensor states) {
    return writing.temperature() == 1 ? states : Maths.times(states, 1 / writing.temperature());
  }

  @Override
  public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
    Rollouts sampled = drawn(prompts, group, stream);
    // The sampler tells what the model itself thinks.
    return writing.temperature() == 1 ? sampled : scored(sampled);
  }

  @Override
  public Actions write(Prompts prompts, int group, RandomStream stream) {
    return drawn(prompts, group, stream).actions();
  }

  /** With what the sampler thinks: the model at temperature 1. */
  Rollouts drawn(Prompts prompts, int group, RandomStream stream) {
    Sampling sampling =
        new Sampling(writing.temperature(), 0, 1, 0, 1, writing.maxTokens(), writing.ends());
    long seed = Tensors.toLongs(stream.integers(1L << 62, 1))[0];
    return rollouts(
        (Texts) prompts,
        sampler.complete(((Texts) prompts).tokens(), group, sampling, seed),
        group);
  }

  private Rollouts scored(Rollouts sampled) {
    Tensor logProbs = Gradients.without(() -> chosenLogProbs(sampled.prompts(), sampled.actions()));
    return new Rollouts(sampled.prompts(), sampled.actions(), logProbs);
  }

  /**
   * As {@link Policy#explore}, but the samples' log-probabilities are those of the scoring pass, so
   * that the first update's ratios are exactly 1: sampling computes the same numbers in another
   * order, and a ratio should not measure rounding.
   */
  @Override
  public Fresh explore(Prompts prompts, int group, RandomStream stream) {
    return rescored(this, drawn(prompts, group, stream));
  }

  static Fresh rescored(Policy policy, Rollouts sampled) {
    Scores scores = policy.scores(sampled.prompts(), sampled.actions());
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

  /** How completions are written. */
  public Writing writing() {
    return writing;
  }

  @Override
  public Parameters parameters() {
    return learnt;
  }

  @Override
  public LanguagePolicy copy() {
    Decoder copy = decoder.copy();
    Parameters same = copy.parameters().among(learnt.byName().keySet());
    return new LanguagePolicy(copy, same, writing, scoring, true);
  }

  @Override
  public void close() {
    sampler.close();
    if (owner) {
      decoder.close();
    }
  }
}
