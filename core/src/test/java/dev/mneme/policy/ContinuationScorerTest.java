package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.policy.ContinuationScorer.Batching;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of continuations, against the log-probabilities that a policy tells of each alone. */
class ContinuationScorerTest {

  private static final int VOCABULARY = 11;
  private static final Batching SHARED = new Batching(200, true);
  private static final Batching ALONE = new Batching(200, false);

  @TempDir Path folder;

  @Test
  void aScoreIsTheSumOfThePolicysLogProbabilities() {
    List<List<Continuation>> questions = List.of(List.of(continuation(a(1, 2, 3), a(4, 5))));
    withModel(
        plain(),
        decoder -> {
          try (LanguagePolicy policy =
                  new LanguagePolicy(decoder, new LanguagePolicy.Writing(1, Set.of(), 1));
              Scope scope = Scope.open()) {
            double expected =
                Gradients.without(() ->
                    Tensors.item(
                        Maths.sum(
                            policy.chosenLogProbs(
                                new Texts(List.of(a(1, 2, 3))),
                                Actions.ragged(List.of(a(4, 5)), 1)),
                            1)));
            Score score =
                new ContinuationScorer(decoder, SHARED).score(questions).getFirst().getFirst();
            assertThat(score.logProb()).isCloseTo(expected, within(1e-5));
            assertThat(score.tokens()).isEqualTo(2);
          }
        });
  }

  @Test
  void whatIsComputedOnceForManyIsWhatEachAloneGives() {
    withModel(plain(), ContinuationScorerTest::requireSharingChangesNothing);
  }

  @Test
  void sharingRespectsASlidingWindow() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        """
        {"architectures": ["MistralForCausalLM"], "model_type": "mistral", "vocab_size": 11,
         "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 128,
         "sliding_window": 7, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
         "initializer_range": 0.3, "hidden_act": "silu", "tie_word_embeddings": false}
        """);
    withModel(DecoderShape.read(config), ContinuationScorerTest::requireSharingChangesNothing);
  }

  @Test
  void scoresAreTheSameBitsInEveryRun() {
    withModel(
        plain(),
        decoder -> {
          ContinuationScorer scorer = new ContinuationScorer(decoder, SHARED);
          assertThat(scorer.score(questions())).isEqualTo(scorer.score(questions()));
        });
  }

  @Test
  void aLikeliestContinuationIsGreedyAndAnotherIsNot() {
    withModel(
        plain(),
        decoder -> {
          List<Integer> written;
          try (Sampler sampler = new Sampler(decoder, 1)) {
            written =
                sampler
                    .complete(List.of(a(1, 2)), 1, Sampling.greedy(3, Set.of()), 0)
                    .getFirst()
                    .tokens();
          }
          int[] likeliest = written.stream().mapToInt(id -> id).toArray();
          int[] other = likeliest.clone();
          other[2] = (other[2] + 1) % VOCABULARY;
          List<Score> scores =
              new ContinuationScorer(decoder, SHARED)
                  .score(
                      List.of(
                          List.of(continuation(a(1, 2), likeliest), continuation(a(1, 2), other))))
                  .getFirst();
          assertThat(scores.stream().map(Score::greedy)).containsExactly(true, false);
        });
  }

  private static void requireSharingChangesNothing(Decoder decoder) {
    List<List<Continuation>> questions = questions();
    List<List<Score>> shared = new ContinuationScorer(decoder, SHARED).score(questions);
    List<List<Score>> alone = new ContinuationScorer(decoder, ALONE).score(questions);
    for (int question = 0; question < questions.size(); question++) {
      for (int option = 0; option < questions.get(question).size(); option++) {
        Score one = shared.get(question).get(option);
        Score other = alone.get(question).get(option);
        // Far from equally likely tokens: roundings of the states weigh eightfold in the scores.
        assertThat(one.logProb()).isCloseTo(other.logProb(), within(1e-3));
        assertThat(one.greedy()).isEqualTo(other.greedy());
        assertThat(one.tokens()).isEqualTo(other.tokens());
      }
    }
  }

  /** Two families with long beginnings, questions apart, and options of every kind. */
  private static List<List<Continuation>> questions() {
    SplittableRandom random = new SplittableRandom(5);
    List<List<Continuation>> questions = new ArrayList<>();
    for (int length : new int[] {40, 25, 0}) {
      int[] beginning = tokens(random, length);
      for (int i = 0; i < 6; i++) {
        int[] context = join(beginning, tokens(random, 1 + random.nextInt(9)));
        int[] ending = tokens(random, 3);
        questions.add(
            List.of(
                continuation(context, ending),
                continuation(context, a(ending[0], ending[1])),
                continuation(context, tokens(random, 1)),
                continuation(context, tokens(random, 5)),
                continuation(join(context, tokens(random, 2)), ending)));
      }
      questions.add(
          List.of(
              continuation(join(beginning, a(1)), a(2)),
              continuation(join(beginning, a(1)), a(3))));
      questions.add(List.of(continuation(join(a(4), beginning), tokens(random, 20))));
    }
    questions.add(List.of(continuation(a(1), a(2, 3)), continuation(a(2), a(2, 3))));
    return questions;
  }

  private static int[] tokens(SplittableRandom random, int count) {
    return random.ints(count, 0, VOCABULARY).toArray();
  }

  private static int[] join(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static int[] a(int... tokens) {
    return tokens;
  }

  private static Continuation continuation(int[] context, int[] tokens) {
    return new Continuation(context, tokens);
  }

  private static DecoderShape plain() {
    return DecoderShape.llama(VOCABULARY, 16, 2, 4, 2, 24, 128);
  }

  private static void withModel(DecoderShape shape, Consumer<Decoder> test) {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(3);
        Decoder decoder = Decoder.initialised(shape, streams.get("init"))) {
      Gradients.without(() ->
          decoder
              .parameters()
              .byName()
              .forEach((name, weight) -> {
                if (!name.contains("norm")) {
                  weight.mul_(new Scalar(8));
                }
              }));
      test.accept(decoder);
    }
  }
}
