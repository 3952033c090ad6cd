package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.tensor.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Completions of a tiny random model, against what one pass over the whole text says. */
class SamplerTest {

  private static final int VOCABULARY = 7;
  private static final Set<Integer> ENDS = Set.of(6);
  private static final List<int[]> PROMPTS =
      List.of(new int[] {1, 2, 3}, new int[] {4}, new int[] {5, 5, 0, 1, 2}, new int[] {3, 3});

  @Test
  void greedyTextsAreThoseOfOnePassATokenWithoutACache() {
    withModel(decoder -> {
      try (Sampler sampler = new Sampler(decoder, 3)) {
        List<Completion> written = sampler.complete(PROMPTS, 1, Sampling.greedy(12, ENDS), 0);
        for (int i = 0; i < PROMPTS.size(); i++) {
          assertThat(written.get(i).tokens()).isEqualTo(slowGreedy(decoder, PROMPTS.get(i), 12));
        }
      }
    });
  }

  @Test
  void whatIsWrittenDoesNotDependOnHowManySlotsThereAre() {
    withModel(decoder -> {
      List<Completion> first = List.of();
      for (int slots : new int[] {1, 2, 5, 40}) {
        try (Sampler sampler = new Sampler(decoder, slots)) {
          List<Completion> written = sampler.complete(PROMPTS, 6, Sampling.plain(9, ENDS), 11);
          if (first.isEmpty()) {
            first = written;
          }
          assertThat(written.stream().map(Completion::tokens))
              .containsExactlyElementsOf(first.stream().map(Completion::tokens).toList());
        }
      }
      assertThat(first.stream().map(Completion::tokens).distinct().count()).isGreaterThan(12);
    });
  }

  @Test
  void severalThreadsWriteWhatOneWrites() {
    withModel(decoder -> {
      int before = Threads.inUse();
      try (Sampler sampler = new Sampler(decoder, 6)) {
        Threads.use(1);
        List<Completion> alone = sampler.complete(PROMPTS, 5, Sampling.plain(9, ENDS), 11);
        Threads.use(3);
        List<Completion> shared = sampler.complete(PROMPTS, 5, Sampling.plain(9, ENDS), 11);
        assertThat(Threads.inUse()).isEqualTo(3);
        assertThat(shared.stream().map(Completion::tokens))
            .containsExactlyElementsOf(alone.stream().map(Completion::tokens).toList());
        List<Completion> again = sampler.complete(PROMPTS, 5, Sampling.plain(9, ENDS), 11);
        assertThat(again).isEqualTo(shared);
      } finally {
        Threads.use(before);
      }
    });
  }

  @Test
  void aFailureInOneThreadReachesTheCaller() {
    withModel(decoder -> {
      int before = Threads.inUse();
      Threads.use(2);
      try (Sampler sampler = new Sampler(decoder, 4)) {
        List<int[]> outside = List.of(new int[] {1, 2}, new int[] {VOCABULARY});
        assertThatThrownBy(() -> sampler.complete(outside, 1, Sampling.plain(3, ENDS), 0))
            .isInstanceOf(RuntimeException.class);
        assertThat(sampler.complete(PROMPTS, 1, Sampling.plain(3, ENDS), 0)).hasSize(4);
      } finally {
        Threads.use(before);
      }
    });
  }

  @Test
  void completionsEndAtAnEndOrAtTheLimitAndNotElsewhere() {
    withModel(decoder -> {
      try (Sampler sampler = new Sampler(decoder, 4)) {
        List<Completion> written = sampler.complete(PROMPTS, 20, Sampling.plain(9, ENDS), 3);
        for (Completion completion : written) {
          int last = completion.tokens().getLast();
          assertThat(completion.tokens().subList(0, completion.length() - 1)).doesNotContain(6);
          assertThat(completion.ended()).isEqualTo(last == 6);
          assertThat(completion.ended() || completion.length() == 9).isTrue();
        }
        assertThat(written.stream().filter(Completion::ended).count()).isBetween(5L, 79L);
      }
    });
  }

  @Test
  void aListenerEndsOneCompletionAndLeavesTheOthersAsTheyWere() {
    withModel(decoder -> {
      try (Sampler sampler = new Sampler(decoder, 3)) {
        Sampling endless = Sampling.plain(9, Set.of());
        List<Completion> all =
            sampler.complete(PROMPTS, endless, number -> number, (token, completion) -> true);
        List<Integer> heard = new ArrayList<>();
        List<Completion> stopped =
            sampler.complete(
                PROMPTS,
                endless,
                number -> number,
                (token, completion) -> {
                  if (completion == 2) {
                    heard.add(token);
                  }
                  return heard.size() < 3 || completion != 2;
                });
        for (int i = 0; i < all.size(); i++) {
          List<Integer> tokens = all.get(i).tokens();
          assertThat(stopped.get(i).tokens()).isEqualTo(i == 2 ? tokens.subList(0, 3) : tokens);
          assertThat(stopped.get(i).ended()).isFalse();
        }
        assertThat(heard).isEqualTo(stopped.get(2).tokens());
      }
    });
  }

  @Test
  void logProbsAreThoseOfTheScoringPassWhateverTheTemperature() {
    withModel(decoder -> {
      LanguagePolicy policy = new LanguagePolicy(decoder, new LanguagePolicy.Writing(9, ENDS, 3));
      Sampling hot = new Sampling(1.7, 4, 0.9, 0.01, 1.2, 9, ENDS);
      for (Sampling sampling : List.of(Sampling.plain(9, ENDS), hot)) {
        try (Sampler sampler = new Sampler(decoder, 3)) {
          for (int i = 0; i < PROMPTS.size(); i++) {
            Completion completion =
                sampler.complete(List.of(PROMPTS.get(i)), 1, sampling, i).getFirst();
            long[] ids = completion.tokens().stream().mapToLong(id -> id).toArray();
            Actions actions = Actions.full(Tensors.longs(ids, 1, ids.length), 1);
            double[] scored =
                Tensors.toDoubles(
                    policy.chosenLogProbs(new Texts(List.of(PROMPTS.get(i))), actions));
            for (int t = 0; t < ids.length; t++) {
              assertThat((double) completion.logProbs().get(t)).isCloseTo(scored[t], within(1e-5));
            }
          }
        }
      }
    });
  }

  @Test
  void equalSeedsDrawAlikeAndOthersDoNot() {
    withModel(decoder -> {
      List<int[]> same = Collections.nCopies(6, PROMPTS.getFirst());
      try (Sampler sampler = new Sampler(decoder, 2)) {
        List<Completion> written =
            sampler.complete(
                same,
                Sampling.plain(20, Set.of()),
                number -> number / 2,
                (token, completion) -> true);
        // Processors may round two rows of one product differently, so log-probs are nearly equal.
        for (int i = 0; i < 6; i += 2) {
          Completion one = written.get(i);
          Completion other = written.get(i + 1);
          assertThat(other.tokens()).isEqualTo(one.tokens());
          assertThat(other.length()).isEqualTo(one.length());
          for (int token = 0; token < one.length(); token++) {
            assertThat(other.logProbs().get(token))
                .isCloseTo(one.logProbs().get(token), within(1e-4f));
          }
        }
        assertThat(written.stream().map(Completion::tokens).distinct().count()).isEqualTo(3);
      }
    });
  }

  /** A token of probability 0.9985 would have probability 1 in bf16. */
  @Test
  void narrowModelsTellTheirLogProbsInFloat32() {
    withModel(decoder -> {
      Map<String, Tensor> narrow = new LinkedHashMap<>();
      decoder
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> narrow.put(name, Tensors.to(weight.detach(), ElementType.BF16)));
      try (Decoder half = Decoder.of(decoder.shape(), Parameters.ownFrozen(narrow));
          Sampler sampler = new Sampler(half, 4)) {
        LanguagePolicy policy = new LanguagePolicy(half, new LanguagePolicy.Writing(9, ENDS, 4));
        for (Completion completion : sampler.complete(PROMPTS, 8, Sampling.plain(1, ENDS), 2)) {
          assertThat(completion.logProbs().getFirst()).isNegative();
        }
        int[] prompt = PROMPTS.getFirst();
        Completion one =
            sampler.complete(List.of(prompt), 1, Sampling.plain(1, ENDS), 2).getFirst();
        Actions actions =
            Actions.full(Tensors.longs(new long[] {one.tokens().getFirst()}, 1, 1), 1);
        double scored =
            Tensors.toDoubles(policy.chosenLogProbs(new Texts(List.of(prompt)), actions))[0];
        assertThat((double) one.logProbs().getFirst()).isCloseTo(scored, within(0.05));
      }
    });
  }

  @Test
  void drawsFollowThePolicy() {
    withModel(decoder -> {
      int draws = 4000;
      int[] prompt = {1, 2};
      double[] expected = nextProbabilities(decoder, prompt);
      double[] shares = new double[VOCABULARY];
      try (Sampler sampler = new Sampler(decoder, 64)) {
        for (Completion completion :
            sampler.complete(List.of(prompt), draws, Sampling.plain(1, Set.of()), 5)) {
          shares[completion.tokens().getFirst()] += 1.0 / draws;
        }
      }
      for (int token = 0; token < VOCABULARY; token++) {
        double deviation = Math.sqrt(expected[token] * (1 - expected[token]) / draws);
        assertThat(shares[token]).isCloseTo(expected[token], within(4.5 * deviation));
      }
    });
  }

  @Test
  void changedWeightsAreSeenByTheNextCall() {
    withModel(decoder -> {
      try (Sampler sampler = new Sampler(decoder, 2)) {
        List<Completion> before = sampler.complete(PROMPTS, 1, Sampling.greedy(12, ENDS), 0);
        Gradients.without(
            () -> decoder.parameters().tensors().forEach(weight -> weight.mul_(new Scalar(-1.3))));
        List<Completion> after = sampler.complete(PROMPTS, 1, Sampling.greedy(12, ENDS), 0);
        assertThat(after).isNotEqualTo(before);
        assertThat(after.getFirst().tokens())
            .isEqualTo(slowGreedy(decoder, PROMPTS.getFirst(), 12));
      }
    });
  }

  @Test
  void freshSamplesHaveRatioOneToTheLastBit() {
    withModel(decoder -> {
      try (RandomStreams streams = new RandomStreams(2)) {
        LanguagePolicy policy = new LanguagePolicy(decoder, new LanguagePolicy.Writing(9, ENDS, 8));
        Fresh fresh = policy.explore(new Texts(PROMPTS), 5, streams.get("sample"));
        assertThat(Tensors.sameBits(fresh.rollouts().logProbs(), fresh.scores().chosen().detach()))
            .isTrue();
        assertThat(fresh.rollouts().actions().rows()).isEqualTo(20);
      }
    });
  }

  @Test
  void allScoresAndChosenScoresAgreeForPromptsOfManyLengths() {
    withModel(decoder -> {
      try (RandomStreams streams = new RandomStreams(2)) {
        LanguagePolicy policy = new LanguagePolicy(decoder, new LanguagePolicy.Writing(9, ENDS, 8));
        Rollouts rollouts = policy.sample(new Texts(PROMPTS), 3, streams.get("sample"));
        Tensor all = policy.logProbs(rollouts.prompts(), rollouts.actions());
        double[] picked = Tensors.toDoubles(Scores.choose(all, rollouts.actions()));
        double[] chosen =
            Tensors.toDoubles(policy.chosenLogProbs(rollouts.prompts(), rollouts.actions()));
        double[] sampled = Tensors.toDoubles(rollouts.logProbs());
        for (int i = 0; i < picked.length; i++) {
          assertThat(chosen[i]).isCloseTo(picked[i], within(1e-5));
          assertThat(sampled[i]).isCloseTo(picked[i], within(1e-5));
        }
      }
    });
  }

  private interface Check {
    void with(Decoder decoder);
  }

  /** Weights wide enough that the tokens are far from equally likely. */
  private static void withModel(Check check) {
    DecoderShape shape = DecoderShape.llama(VOCABULARY, 16, 2, 4, 2, 24, 64);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder decoder = Decoder.initialised(shape, streams.get("init"))) {
      Parameters parameters = decoder.parameters();
      Gradients.without(() ->
          parameters
              .byName()
              .forEach((name, weight) -> {
                if (!name.contains("norm")) {
                  weight.mul_(new Scalar(25));
                }
              }));
      check.with(decoder);
    }
  }

  private static double[] nextProbabilities(Decoder decoder, int[] text) {
    return Gradients.without(() -> {
      long[] ids = Arrays.stream(text).asLongStream().toArray();
      Tensor hidden = decoder.hidden(TokenBatch.of(Tensors.longs(ids, 1, ids.length)));
      Tensor logits = decoder.logits(hidden.select(1, ids.length - 1));
      return Tensors.toDoubles(Maths.logSoftmax(logits).exp());
    });
  }

  private static List<Integer> slowGreedy(Decoder decoder, int[] prompt, int limit) {
    List<Integer> written = new ArrayList<>();
    int[] text = prompt;
    while (written.size() < limit && (written.isEmpty() || !ENDS.contains(written.getLast()))) {
      double[] next = nextProbabilities(decoder, text);
      int best = 0;
      for (int token = 1; token < VOCABULARY; token++) {
        best = next[token] > next[best] ? token : best;
      }
      written.add(best);
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = best;
    }
    return written;
  }
}
