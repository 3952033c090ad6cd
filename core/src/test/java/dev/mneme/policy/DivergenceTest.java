package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.TokenDivergence;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Distillation;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.GeneralisedJsd;
import dev.mneme.objective.Objective;
import dev.mneme.objective.Sdft;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Divergences of language models, by few tokens at a time and formulas for their slopes, are those
 * of the whole vocabulary, differentiated by the library.
 */
class DivergenceTest {

  private static final DecoderShape SHAPE = DecoderShape.llama(11, 8, 2, 2, 1, 12, 32);
  private static final DecoderShape WIDER = DecoderShape.llama(11, 12, 1, 2, 1, 16, 32);
  private static final LanguagePolicy.Writing WRITING = new LanguagePolicy.Writing(6, Set.of(1), 4);
  private static final LanguagePolicy.Writing HOT =
      new LanguagePolicy.Writing(6, Set.of(1), 4, 1.5);
  private static final Texts PROMPTS =
      new Texts(List.of(new int[] {2}, new int[] {3, 4, 5, 6, 7}, new int[] {8, 9}));
  private static final Texts INFORMED =
      new Texts(List.of(new int[] {2, 7, 7}, new int[] {3}, new int[] {8, 9, 4, 4}));
  private static final TokenDivergence FORWARD = ExactKl.Direction.FORWARD;
  private static final List<Scoring> SCORINGS =
      List.of(
          Scoring.WHOLE,
          new Scoring(1, false, false),
          new Scoring(2, false, true),
          new Scoring(0, true, false),
          new Scoring(2, true, true));

  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(6);
  private final LanguagePolicy tuned = new LanguagePolicy(inDouble(SHAPE, "tuned"), WRITING);
  private final LanguagePolicy base = new LanguagePolicy(inDouble(WIDER, "base"), WRITING);

  @AfterEach
  void free() {
    tuned.close();
    base.close();
    streams.close();
    scope.close();
  }

  static List<Scoring> scorings() {
    return SCORINGS;
  }

  @ParameterizedTest
  @MethodSource("scorings")
  void theKlToTheBaseIsThatOfTheWholeVocabulary(Scoring scoring) {
    for (ExactKl.Direction direction : ExactKl.Direction.values()) {
      requireSame(scoring, new ExactKl(direction, base));
      requireSame(scoring, new ExactKl(direction, base, 2));
    }
  }

  @ParameterizedTest
  @MethodSource("scorings")
  void whatATeacherIsLearntByIsThatOfTheWholeVocabulary(Scoring scoring) {
    requireSame(scoring, new Distillation(base, 3));
    requireSame(scoring, new GeneralisedJsd(0.3, base));
    requireSame(scoring, new Sdft(0.8, base));
    requireSame(scoring, new Sdft(base));
  }

  @ParameterizedTest
  @MethodSource("scorings")
  void theBaseMayBeReadInPiecesItself(Scoring scoring) {
    try (LanguagePolicy other = base.view(HOT, scoring)) {
      requireSame(Scoring.WHOLE, new Sdft(0.8, other));
      requireSame(new Scoring(2, true, false), new Sdft(0.8, other));
    }
  }

  @ParameterizedTest
  @MethodSource("scorings")
  void allThatIsAskedOfABatchIsOnePass(Scoring scoring) {
    Actions actions = actions();
    try (LanguagePolicy policy = tuned.view(WRITING, scoring)) {
      Tensor kl = policy.scores(PROMPTS, actions).divergence(FORWARD, base, 1).sum();
      Tensor apart = policy.scores(PROMPTS, actions).chosen().sum().add(kl);
      List<double[]> expected = gradients(policy, apart);
      Scores shared = policy.scores(PROMPTS, actions);
      Tensor chosen = shared.chosen().sum();
      Tensor both = chosen.add(shared.divergence(FORWARD, base, 1).sum());
      requireClose(expected, gradients(policy, both), 1e-9);
    }
  }

  @Test
  void aBlockThatChangesAfterItsPassIsNotReadAgain() {
    Actions actions = actions();
    double before = Tensors.item(tuned.scores(PROMPTS, actions).divergence(FORWARD, base, 1).sum());
    for (Scoring scoring : SCORINGS) {
      try (LanguagePolicy copy = tuned.copy();
          LanguagePolicy policy = copy.view(WRITING, scoring)) {
        Scores shared = policy.scores(PROMPTS, actions);
        assertThat(Tensors.item(shared.chosen().sum())).isNegative();
        Tensor weight = policy.parameters().get("model.layers.0.mlp.up_proj.weight");
        Gradients.without(() -> weight.zero_());
        double kl = Tensors.item(shared.divergence(FORWARD, base, 1).sum());
        assertThat(kl).isCloseTo(before, within(1e-9));
        Scores anew = policy.scores(PROMPTS, actions);
        assertThat(Tensors.item(anew.divergence(FORWARD, base, 1).sum()))
            .isNotCloseTo(before, within(1e-3));
      }
    }
  }

  @Test
  void whatWasAskedWithoutRecordingDoesNotTakeTheGradientAway() {
    Actions actions = actions();
    Tensor alone = tuned.scores(PROMPTS, actions).divergence(FORWARD, base, 1).sum();
    List<double[]> expected = gradients(tuned, alone);
    for (Scoring scoring : SCORINGS) {
      try (LanguagePolicy policy = tuned.view(WRITING, scoring)) {
        Scores scores = policy.scores(PROMPTS, actions);
        assertThat(Tensors.item(Gradients.without(() -> scores.chosen().sum()))).isNegative();
        requireClose(expected, gradients(policy, scores.divergence(FORWARD, base, 1).sum()), 1e-9);
      }
    }
  }

  @Test
  void aLargeVocabularyIsComparedChunkByChunk() {
    DecoderShape large = DecoderShape.llama(100_000, 8, 1, 1, 1, 12, 32);
    Actions actions = Actions.ragged(IntStream.range(0, 6).mapToObj(i -> new int[12]).toList(), 2);
    try (LanguagePolicy one = new LanguagePolicy(inDouble(large, "large"), WRITING);
        LanguagePolicy other = new LanguagePolicy(inDouble(large, "other"), WRITING)) {
      Scores whole = new Scores(one, PROMPTS, actions, new WholeReading(one, PROMPTS, actions));
      Scores chunked = one.scores(PROMPTS, actions);
      requireClose(
          gradients(one, whole.chosen().sum().add(whole.divergence(FORWARD, other, 1).sum())),
          gradients(one, chunked.chosen().sum().add(chunked.divergence(FORWARD, other, 1).sum())),
          1e-8);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"BF16", "F32"})
  void narrowNumbersComeNearWideOnes(ElementType type) {
    Actions actions = actions();
    Tensor kl = tuned.scores(PROMPTS, actions).divergence(FORWARD, base, 1);
    List<double[]> expected = gradients(tuned, kl.sum());
    try (LanguagePolicy narrow = new LanguagePolicy(as(type, SHAPE, tuned), WRITING);
        LanguagePolicy reference = new LanguagePolicy(as(type, WIDER, base), WRITING)) {
      Tensor found = narrow.scores(PROMPTS, actions).divergence(FORWARD, reference, 1);
      assertThat(Tensors.typeOf(found)).isEqualTo(ElementType.F32);
      double error = type == ElementType.BF16 ? 0.1 : 1e-4;
      assertThat(Tensors.item(found.sum()))
          .isCloseTo(Tensors.item(kl.sum()), within(error * Tensors.item(kl.sum())));
      List<double[]> slopes = gradients(narrow, found.sum());
      double away = 0;
      double length = 0;
      for (int i = 0; i < slopes.size(); i++) {
        for (int j = 0; j < slopes.get(i).length; j++) {
          away += Math.pow(slopes.get(i)[j] - expected.get(i)[j], 2);
          length += Math.pow(expected.get(i)[j], 2);
        }
      }
      assertThat(Math.sqrt(away / length)).isLessThan(3 * error);
    }
  }

  @Test
  void weightsThatDoNotLearnGetNoGradientAndTheOthersTheSame() {
    Actions actions = actions();
    Tensor all = tuned.scores(PROMPTS, actions).divergence(FORWARD, base, 1).sum();
    List<String> names = List.copyOf(tuned.parameters().byName().keySet());
    List<double[]> expected = gradients(tuned, all);
    String up = "model.layers.0.mlp.up_proj.weight";
    try (LanguagePolicy some =
        LanguagePolicy.learning(as(ElementType.F64, SHAPE, tuned), Set.of(up), WRITING)) {
      for (Scoring scoring : SCORINGS) {
        try (LanguagePolicy policy = some.view(WRITING, scoring)) {
          Tensor kl = policy.scores(PROMPTS, actions).divergence(FORWARD, base, 1).sum();
          requireClose(List.of(expected.get(names.indexOf(up))), gradients(policy, kl), 1e-9);
        }
      }
    }
  }

  @Test
  void anActorMayBeTheReference() {
    Actions actions = actions();
    double[] expected =
        Tensors.toDoubles(tuned.scores(PROMPTS, actions).divergence(FORWARD, base, 1));
    try (ActorCritic critic = new ActorCritic(base.view(WRITING, Scoring.WHOLE))) {
      assertThat(Tensors.toDoubles(tuned.scores(PROMPTS, actions).divergence(FORWARD, critic, 1)))
          .containsExactly(expected, within(1e-9));
    }
  }

  @Test
  void aBatchWithoutAnyActionDivergesByNothing() {
    Actions actions = actions();
    Actions none = new Actions(actions.ids(), Tensors.zerosLike(actions.mask()), 2);
    for (Scoring scoring : SCORINGS) {
      try (LanguagePolicy policy = tuned.view(WRITING, scoring)) {
        Tensor kl = policy.scores(PROMPTS, none).divergence(FORWARD, base, 1);
        assertThat(Tensors.shapeOf(kl)).containsExactly(none.rows(), none.time());
        assertThat(Tensors.toDoubles(kl)).containsOnly(0);
        assertThat(gradients(policy, kl.sum()))
            .allSatisfy(slope -> assertThat(slope).containsOnly(0));
      }
    }
  }

  @Test
  void anActorIsAsFarFromTheBaseAsWithoutItsCritic() {
    Actions actions = actions();
    double[] expected =
        Tensors.toDoubles(
            tuned.scores(PROMPTS, actions).divergence(ExactKl.Direction.REVERSE, base, 1));
    try (ActorCritic critic = new ActorCritic(tuned.view(WRITING, Scoring.WHOLE))) {
      assertThat(
              Tensors.toDoubles(
                  critic.scores(PROMPTS, actions).divergence(ExactKl.Direction.REVERSE, base, 1)))
          .containsExactly(expected);
    }
  }

  @Test
  void nothingIsLearntByTheOther() {
    Tensor kl = tuned.scores(PROMPTS, actions()).divergence(FORWARD, base, 1).sum();
    assertThat(gradients(base, kl)).allSatisfy(slope -> assertThat(slope).containsOnly(0));
  }

  private void requireSame(Scoring scoring, Objective<? super Batch.Informed> objective) {
    Batch.Informed batch = new Batch.Informed(PROMPTS, actions(), INFORMED);
    try (LanguagePolicy policy = tuned.view(WRITING, scoring)) {
      Tensor expected = objective.loss(whole(batch), batch).value();
      Tensor found = objective.loss(policy.scores(PROMPTS, batch.actions()), batch).value();
      assertThat(Tensors.item(expected)).isGreaterThan(0.01);
      assertThat(Tensors.item(found)).isCloseTo(Tensors.item(expected), within(1e-12));
      requireClose(gradients(tuned, expected), gradients(policy, found), 1e-11);
    }
  }

  /** By the library's own derivatives. */
  private Scores whole(Batch batch) {
    return new Scores(
        tuned,
        batch.prompts(),
        batch.actions(),
        new WholeReading(tuned, batch.prompts(), batch.actions()));
  }

  private static void requireClose(List<double[]> expected, List<double[]> found, double error) {
    assertThat(expected.stream().flatMapToDouble(Arrays::stream).anyMatch(x -> x != 0)).isTrue();
    for (int i = 0; i < expected.size(); i++) {
      double[] right = expected.get(i);
      double[] own = found.get(i);
      assertThat(own).hasSameSizeAs(right);
      double apart =
          IntStream.range(0, right.length)
              .mapToDouble(j -> Math.abs(own[j] - right[j]))
              .reduce(0, Math::max); // NaN stays
      assertThat(apart).isLessThanOrEqualTo(error);
    }
  }

  private static List<double[]> gradients(LanguagePolicy policy, Tensor loss) {
    return Gradients.of(loss, policy.parameters().tensors()).stream()
        .map(Tensors::toDoubles)
        .toList();
  }

  /** With a hole in the middle of a row, and one row that ends early. */
  private static Actions actions() {
    Actions ragged =
        Actions.ragged(
            List.of(
                new int[] {5, 1},
                new int[] {6, 7, 8, 9, 1},
                new int[] {4, 4, 4},
                new int[] {1},
                new int[] {10, 2, 3, 4},
                new int[] {9, 8, 1}),
            2);
    float[] mask = Tensors.toFloats(ragged.mask());
    mask[ragged.time() + 2] = 0;
    return new Actions(ragged.ids(), Tensors.floats(mask, ragged.rows(), ragged.time()), 2);
  }

  private Decoder inDouble(DecoderShape shape, String name) {
    try (Decoder decoder = Decoder.initialised(shape, streams.get(name))) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      Tensor wide = Tensors.scalar(20); // so that scores differ from token to token
      decoder
          .parameters()
          .byName()
          .forEach((each, weight) ->
              weights.put(each, Tensors.to(weight.detach(), ElementType.F64).mul(wide)));
      return Decoder.of(shape, Parameters.own(weights));
    }
  }

  private static Decoder as(ElementType type, DecoderShape shape, LanguagePolicy policy) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    policy
        .parameters()
        .byName()
        .forEach((name, weight) -> weights.put(name, Tensors.to(weight.detach().clone(), type)));
    return Decoder.of(shape, Parameters.own(weights));
  }
}
