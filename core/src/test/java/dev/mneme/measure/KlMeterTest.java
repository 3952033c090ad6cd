package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Completion;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Sampler;
import dev.mneme.policy.Sampling;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.TabularPolicy;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** On policies whose sequences can all be gone through. */
class KlMeterTest {

  private static final int ALPHABET = 4;
  private static final int LENGTH = 3;
  private static final int PROMPTS = 300;
  private static final int HISTORIES = 1 + ALPHABET + ALPHABET * ALPHABET;
  private static final KlMeter.Rule RULE = new KlMeter.Rule(64, 128, 0.1, 0);

  @Test
  void theIntervalHoldsTheExactValueInAtLeast93Of100Repeats() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy base = tabular(streams.get("base"), null);
        TabularPolicy tuned = tabular(streams.get("change"), base)) {
      double forward = exact(base, tuned);
      double reverse = exact(tuned, base);
      assertThat(forward).isBetween(0.05, 5.0);
      assertThat(reverse).isNotCloseTo(forward, within(1e-3));
      int heldForward = 0;
      int heldReverse = 0;
      for (int repeat = 0; repeat < 100; repeat++) {
        List<Prompts> prompts = drawn(repeat);
        RandomStream stream = streams.get("sample");
        MeasuredKl there =
            new KlMeter(base, tuned, new ClusterBootstrap(300, 0.95, repeat))
                .measure(prompts, RULE, stream);
        MeasuredKl back =
            new KlMeter(tuned, base, new ClusterBootstrap(300, 0.95, repeat))
                .measure(prompts, RULE, stream);
        heldForward += there.perSequence().interval().contains(forward) ? 1 : 0;
        heldReverse += back.perToken().interval().contains(reverse / LENGTH) ? 1 : 0;
        assertThat(there.sequences()).isBetween(64L, 128L);
      }
      assertThat(heldForward).as("forward, per sequence").isGreaterThanOrEqualTo(93);
      assertThat(heldReverse).as("reverse, per token").isGreaterThanOrEqualTo(93);
    }
  }

  /** Batches of prompts drawn at random, with replacement. */
  private static List<Prompts> drawn(int seed) {
    Random random = new Random(seed);
    List<Prompts> batches = new ArrayList<>();
    for (int batch = 0; batch < 4; batch++) {
      long[] numbers = random.ints(32, 0, PROMPTS).asLongStream().toArray();
      batches.add(new TabularPolicy.Numbers(Tensors.longs(numbers, numbers.length)));
    }
    return batches;
  }

  /** Mean over all prompts of Σ over all sequences of π (log π − log ρ). */
  private static double exact(TabularPolicy from, TabularPolicy to) {
    try (Scope scope = Scope.open()) {
      long[] numbers = new long[PROMPTS];
      for (int i = 0; i < PROMPTS; i++) {
        numbers[i] = i;
      }
      Prompts all = new TabularPolicy.Numbers(Tensors.longs(numbers, PROMPTS));
      Actions every = from.everySequence(PROMPTS);
      double[] own = Tensors.toDoubles(from.chosenLogProbs(all, every).sum(-1));
      double[] other = Tensors.toDoubles(to.chosenLogProbs(all, every).sum(-1));
      double total = 0;
      for (int i = 0; i < own.length; i++) {
        total += Math.exp(own[i]) * (own[i] - other[i]);
      }
      return total / PROMPTS;
    }
  }

  /** Random logits, or those of another with noise that differs from prompt to prompt. */
  private static TabularPolicy tabular(RandomStream stream, @Nullable TabularPolicy near) {
    Tensor noise = stream.normal(0, 0.8, PROMPTS, HISTORIES, ALPHABET);
    return TabularPolicy.of(
        near == null
            ? noise
            : near.parameters()
                .get("logits")
                .detach()
                .add(noise.mul(stream.normal(0, 1, PROMPTS, 1, 1))),
        LENGTH);
  }

  @Test
  void aModelIsNowhereFarFromItselfAndThatNeedsTheFewestSamples() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy base = tabular(streams.get("base"), null);
        TabularPolicy same = base.copy()) {
      MeasuredKl kl =
          new KlMeter(base, same, ClusterBootstrap.seeded(1))
              .measure(drawn(1), RULE, streams.get("sample"));
      assertThat(kl.perSequence()).isEqualTo(new Figure(0, new Interval(0, 0)));
      assertThat(kl.sequences()).isEqualTo(64);
      assertThat(kl.narrow()).isTrue();
    }
  }

  @Test
  void totalVariationAndL2AreThoseOfTheNextToken() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy base = everywhere(0.4, 0.3, 0.2, 0.1);
        TabularPolicy tuned = everywhere(0.1, 0.3, 0.2, 0.4)) {
      MeasuredKl kl =
          new KlMeter(base, tuned, ClusterBootstrap.seeded(1))
              .measure(drawn(1), RULE, streams.get("sample"));
      assertThat(kl.totalVariation().value()).isEqualTo(0.3, within(1e-6));
      assertThat(kl.l2().value()).isEqualTo(Math.sqrt(0.18), within(1e-6));
      assertThat(kl.perToken().value()).isEqualTo(0.3 * Math.log(4), within(1e-6));
    }
  }

  /** The same distribution after every history. */
  private static TabularPolicy everywhere(double... probabilities) {
    float[] logits = new float[PROMPTS * HISTORIES * ALPHABET];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i % ALPHABET]);
    }
    return TabularPolicy.of(Tensors.floats(logits, PROMPTS, HISTORIES, ALPHABET), LENGTH);
  }

  @Test
  void moreIsSampledUntilItIsKnownWellEnough() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy base = tabular(streams.get("base"), null);
        TabularPolicy tuned = tabular(streams.get("change"), base)) {
      KlMeter meter = new KlMeter(base, tuned, new ClusterBootstrap(200, 0.95, 1));
      MeasuredKl rough =
          meter.measure(drawn(1), new KlMeter.Rule(64, 4096, 0.6, 0), streams.get("sample"));
      MeasuredKl fine =
          meter.measure(drawn(1), new KlMeter.Rule(64, 1024, 0.0, 0), streams.get("sample"));
      assertThat(rough.narrow()).isTrue();
      assertThat(rough.sequences()).isLessThan(1024);
      assertThat(fine.narrow()).isFalse();
      assertThat(fine.sequences()).isEqualTo(1024);
      assertThat(fine.prompts()).isEqualTo(128);
      assertThat(fine.tokens()).isEqualTo(1024 * LENGTH);
    }
  }

  @Test
  void aTemperedOrTruncatedSamplerIsRejectedWithAnExplanation() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy base = tabular(streams.get("base"), null)) {
      KlMeter meter = new KlMeter(base, base, ClusterBootstrap.seeded(1));
      List<Rollouts> drawn = List.of(base.sample(drawn(1).getFirst(), 1, streams.get("sample")));
      Set<Integer> ends = Set.of();
      assertThat(meter.of(drawn, Sampling.plain(LENGTH, ends)).sequences()).isEqualTo(32);
      for (Sampling bent :
          List.of(
              new Sampling(0.7, 0, 1, 0, 1, LENGTH, ends),
              new Sampling(1, 50, 1, 0, 1, LENGTH, ends),
              new Sampling(1, 0, 0.9, 0, 1, LENGTH, ends),
              new Sampling(1, 0, 1, 0.05, 1, LENGTH, ends),
              new Sampling(1, 0, 1, 0, 1.1, LENGTH, ends),
              Sampling.greedy(LENGTH, ends))) {
        assertThatThrownBy(() -> meter.of(drawn, bent))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("a KL needs samples of the policy itself, but ")
            .hasMessageEndingWith(
                ". Draw them with Sampling.plain: temperature 1 and nothing truncated.");
      }
      assertThatThrownBy(() -> meter.of(drawn, new Sampling(0.7, 50, 1, 0, 1, LENGTH, ends)))
          .hasMessageContaining("temperature 0.7 draws from π^(1/0.7), not from π; top-k 50 never");
    }
  }

  @Test
  void samplesThatAreNotThePolicysOwnGiveThemselvesAway() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(2);
        LanguagePolicy base = language(streams, "one");
        LanguagePolicy tuned = language(streams, "two")) {
      Set<Integer> ends = base.writing().ends();
      assertThat(
              meter(base, tuned)
                  .of(List.of(completed(base, Sampling.plain(6, ends))), Sampling.plain(6, ends))
                  .prompts())
          .isEqualTo(400);
      for (Sampling bent :
          List.of(new Sampling(0.6, 0, 1, 0, 1, 6, ends), new Sampling(1, 0, 0.8, 0, 1, 6, ends))) {
        List<Rollouts> foreign = List.of(completed(base, bent));
        assertThatThrownBy(() -> meter(base, tuned).of(foreign, Sampling.plain(6, ends)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("not draws of the policy")
            .hasMessageContaining("less surprising than its entropy")
            .hasMessageContaining("temperature below 1, or truncated");
      }
      LanguagePolicy warm = base.view(new LanguagePolicy.Writing(6, ends, 8, 1.5), Scoring.WHOLE);
      assertThatThrownBy(() -> meter(warm, tuned))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("writes and scores at 1.5");
      warm.close();
    }
  }

  @Test
  void itSaysHowManySequencesWereCutOff() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(2);
        LanguagePolicy base = language(streams, "one");
        LanguagePolicy tuned = language(streams, "two")) {
      MeasuredKl kl =
          meter(base, tuned)
              .measure(
                  List.of(new Texts(prompts())),
                  new KlMeter.Rule(400, 400, 0, 0),
                  streams.get("sample"));
      assertThat(kl.cut()).isBetween(0.02, 0.98);
      assertThat(kl.tokens()).isLessThan(400L * 6);
    }
  }

  private static KlMeter meter(Policy from, Policy to) {
    return new KlMeter(from, to, new ClusterBootstrap(100, 0.95, 1));
  }

  private static List<int[]> prompts() {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      prompts.add(new int[] {i % 5, i / 5 % 5, i % 3});
    }
    return prompts;
  }

  private static Rollouts completed(LanguagePolicy policy, Sampling sampling) {
    try (Sampler sampler = new Sampler(policy.decoder(), 64)) {
      List<Completion> completions = sampler.complete(prompts(), 1, sampling, 1);
      Actions actions =
          Actions.ragged(
              completions.stream()
                  .map(each -> each.tokens().stream().mapToInt(Integer::intValue).toArray())
                  .toList(),
              1);
      return new Rollouts(new Texts(prompts()), actions, Tensors.zeros(1));
    }
  }

  private static LanguagePolicy language(RandomStreams streams, String stream) {
    Decoder decoder =
        Decoder.initialised(DecoderShape.llama(6, 8, 1, 2, 2, 12, 16), streams.get(stream));
    Gradients.without(() ->
        decoder
            .parameters()
            .byName()
            .forEach((name, weight) -> {
              if (!name.contains("norm")) {
                weight.mul_(new Scalar(15));
              }
            }));
    return new LanguagePolicy(decoder, new LanguagePolicy.Writing(6, Set.of(5), 64));
  }
}
