package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.Lora;
import dev.mneme.model.LoraAdapter;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Grpo;
import dev.mneme.objective.Objective;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Micro-batches, packing and checkpoints change memory and time, never the gradient. */
class ScoringTest {

  private static final DecoderShape SHAPE = DecoderShape.llama(11, 8, 2, 2, 1, 12, 32);
  private static final LanguagePolicy.Writing WRITING = new LanguagePolicy.Writing(6, Set.of(1), 4);
  private static final Texts PROMPTS =
      new Texts(List.of(new int[] {2}, new int[] {3, 4, 5, 6, 7}, new int[] {8, 9}));
  private static final List<int[]> ANSWERS =
      List.of(
          new int[] {5, 1},
          new int[] {6, 7, 8, 9, 1},
          new int[] {4, 4, 4},
          new int[] {1},
          new int[] {10, 2, 3, 4},
          new int[] {9, 8, 1});

  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(5);
  private final LanguagePolicy whole = new LanguagePolicy(inDouble(), WRITING);

  @AfterEach
  void free() {
    whole.close();
    streams.close();
    scope.close();
  }

  @Test
  void theGradientOfMicroBatchesIsThatOfTheBigBatch() {
    for (int rows = 1; rows <= 7; rows++) {
      requireSame(new Scoring(rows, false, false));
    }
  }

  @Test
  void packedRowsScoreAsIfTheyWereAlone() {
    requireSame(new Scoring(0, true, false));
    requireSame(new Scoring(1, true, false));
    requireSame(new Scoring(2, true, false));
  }

  /** A long row among short ones is no reason to read padding; equal ones stand in rows. */
  @Test
  void rowsOfAllLengthsScoreAsIfTheyWereAlone() {
    Texts prompts = new Texts(List.of(new int[] {2, 3, 4}, new int[] {5, 6}, new int[] {7}));
    List<int[]> uneven = List.of(new int[] {5}, new int[] {4, 1}, new int[] {9, 8, 7, 6, 5, 4, 1});
    List<int[]> equal = List.of(new int[] {5, 1}, new int[] {4, 1}, new int[] {9, 8});
    for (List<int[]> answers : List.of(uneven, equal)) {
      Batch.Demonstrations batch = new Batch.Demonstrations(prompts, Actions.ragged(answers, 1));
      List<double[]> alone = new ArrayList<>();
      for (int row = 0; row < answers.size(); row++) {
        Tensor own =
            whole.chosenLogProbs(
                new Texts(prompts.tokens().subList(row, row + 1)),
                Actions.ragged(answers.subList(row, row + 1), 1));
        alone.add(Tensors.toDoubles(own));
      }
      Tensor together = whole.chosenLogProbs(prompts, batch.actions());
      for (int row = 0; row < answers.size(); row++) {
        assertThat(Tensors.toDoubles(together.select(0, row).narrow(0, 0, alone.get(row).length)))
            .containsExactly(alone.get(row), within(1e-12));
      }
      try (LanguagePolicy pieces = whole.view(WRITING, new Scoring(1, false, false))) {
        requireClose(
            gradients(pieces, batch, new CrossEntropy()),
            gradients(whole, batch, new CrossEntropy()),
            1e-9);
      }
    }
  }

  @Test
  void checkpointsMayBeTakenWithinMicroBatches() {
    requireSame(new Scoring(0, false, true));
    requireSame(new Scoring(2, false, true));
    requireSame(new Scoring(2, true, true));
  }

  @Test
  void severalLossesOfOnePassInMicroBatchesAreDifferentiatedOneAfterTheOther() {
    try (LanguagePolicy pieces = whole.view(WRITING, new Scoring(2, true, true))) {
      List<Tensor> weights = pieces.parameters().tensors();
      Tensor chosen = pieces.chosenLogProbs(PROMPTS, actions());
      List<Tensor> sum = Gradients.of(chosen.sum(), weights);
      List<Tensor> squares = Gradients.of(chosen.square().sum(), weights);
      List<Tensor> again = Gradients.of(chosen.sum(), weights);
      Tensor alone = whole.chosenLogProbs(PROMPTS, actions());
      List<Tensor> expected = Gradients.of(alone.square().sum(), weights);
      for (int i = 0; i < sum.size(); i++) {
        assertThat(Tensors.sameBits(sum.get(i), again.get(i))).isTrue();
        assertThat(Tensors.toDoubles(squares.get(i)))
            .containsExactly(Tensors.toDoubles(expected.get(i)), within(1e-8));
      }
    }
  }

  @Test
  void anAdapterLearnsTheSameInMicroBatchesAndItsBaseNothing() {
    try (LoraAdapter adapter =
            LoraAdapter.initialised(
                Lora.of(2, 4, List.of("q_proj", "up_proj")), SHAPE, streams.get("lora"));
        Decoder base = Decoder.initialised(SHAPE, streams.get("base"))) {
      disturb(adapter.parameters());
      try (LanguagePolicy once = LanguagePolicy.adapted(base, adapter, WRITING, Scoring.WHOLE);
          LanguagePolicy pieces =
              LanguagePolicy.adapted(base, adapter, WRITING, new Scoring(2, true, true))) {
        requireClose(gradients(once), gradients(pieces), 1e-5);
        assertThat(pieces.parameters().byName().keySet()).allMatch(name -> name.contains("lora_"));
      }
    }
  }

  @Test
  void aTemperedPolicyScoresAndWritesWithTheLogitsDivided() {
    LanguagePolicy.Writing hot = new LanguagePolicy.Writing(6, Set.of(1), 4, 2);
    try (LanguagePolicy tempered = whole.view(hot, Scoring.WHOLE);
        LanguagePolicy inPieces = whole.view(hot, new Scoring(1, false, false))) {
      Actions actions = actions();
      Tensor halved = whole.logProbs(PROMPTS, actions).div(Tensors.scalar(2)).log_softmax(-1);
      double[] expected = Tensors.toDoubles(Scores.choose(halved, actions));
      assertThat(Tensors.toDoubles(tempered.chosenLogProbs(PROMPTS, actions)))
          .containsExactly(expected, within(1e-12));
      assertThat(Tensors.toDoubles(inPieces.chosenLogProbs(PROMPTS, actions)))
          .containsExactly(expected, within(1e-12));
      Rollouts drawn = tempered.sample(PROMPTS, 2, streams.get("sample"));
      assertThat(Tensors.toDoubles(drawn.logProbs()))
          .containsExactly(
              Tensors.toDoubles(tempered.chosenLogProbs(PROMPTS, drawn.actions())), within(1e-12));
    }
  }

  private void requireSame(Scoring scoring) {
    try (LanguagePolicy other = whole.view(WRITING, scoring)) {
      long[] counted = actions().counted();
      Tensor all = whole.logProbs(PROMPTS, actions()).reshape(-1, SHAPE.vocabulary());
      assertThat(Tensors.toDoubles(other.countedLogProbs(PROMPTS, actions())))
          .containsExactly(
              Tensors.toDoubles(all.index_select(0, Tensors.longs(counted, counted.length))),
              within(1e-12));
      assertThat(Tensors.toDoubles(other.chosenLogProbs(PROMPTS, actions())))
          .containsExactly(
              Tensors.toDoubles(whole.chosenLogProbs(PROMPTS, actions())), within(1e-12));
      requireClose(gradients(whole), gradients(other), 1e-11);
    }
  }

  private static void requireClose(List<double[]> expected, List<double[]> found, double error) {
    assertThat(expected.stream().flatMapToDouble(Arrays::stream).anyMatch(x -> x != 0)).isTrue();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).containsExactly(expected.get(i), within(error));
    }
  }

  /** Of a loss that divides by the batch's tokens, and of one that compares within groups. */
  private static List<double[]> gradients(LanguagePolicy policy) {
    List<double[]> all = new ArrayList<>();
    all.addAll(gradients(policy, new Batch.Demonstrations(PROMPTS, actions()), new CrossEntropy()));
    Actions actions = actions();
    Tensor before = Gradients.without(() -> policy.chosenLogProbs(PROMPTS, actions));
    Tensor rewards = Tensors.floats(new float[] {1, 0, 0, 1, 0, 1}, 6);
    all.addAll(
        gradients(
            policy,
            new Batch.Experience(new Rollouts(PROMPTS, actions, before), rewards),
            new Grpo()));
    return all;
  }

  private static <B extends Batch> List<double[]> gradients(
      LanguagePolicy policy, B batch, Objective<? super B> objective) {
    Tensor loss = objective.loss(batch.scores(policy), batch).value();
    return Gradients.of(loss, policy.parameters().tensors()).stream()
        .map(Tensors::toDoubles)
        .toList();
  }

  /** With a hole in the middle of a row, as the other speakers' turns leave it. */
  private static Actions actions() {
    Actions ragged = Actions.ragged(ANSWERS, 2);
    float[] mask = Tensors.toFloats(ragged.mask());
    mask[ragged.time() + 2] = 0;
    return new Actions(ragged.ids(), Tensors.floats(mask, ragged.rows(), ragged.time()), 2);
  }

  private Decoder inDouble() {
    try (Decoder decoder = Decoder.initialised(SHAPE, streams.get("init"))) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      decoder
          .parameters()
          .byName()
          .forEach((name, weight) ->
              weights.put(name, Tensors.to(weight.detach(), ElementType.F64).mul(wide())));
      return Decoder.of(SHAPE, Parameters.own(weights));
    }
  }

  /** So that the scores differ from token to token. */
  private static Tensor wide() {
    return Tensors.scalar(20);
  }

  private void disturb(Parameters parameters) {
    Gradients.without(() ->
        parameters
            .byName()
            .values()
            .forEach(
                weight -> weight.add_(streams.get("b").normal(0, 0.3, Tensors.shapeOf(weight)))));
  }
}
