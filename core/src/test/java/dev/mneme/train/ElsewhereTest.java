package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Cispo;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Dft;
import dev.mneme.objective.Dpo;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.GeneralisedJsd;
import dev.mneme.objective.Grpo;
import dev.mneme.objective.Gspo;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.objective.Reinforce;
import dev.mneme.objective.ReinforcePlusPlus;
import dev.mneme.objective.Rloo;
import dev.mneme.objective.SampledKl;
import dev.mneme.objective.SampledKl.Estimator;
import dev.mneme.objective.Sapo;
import dev.mneme.objective.Sdft;
import dev.mneme.objective.SimPo;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Fresh;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scores;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.Texts;
import dev.mneme.preserve.Anchor;
import dev.mneme.preserve.Ewc;
import dev.mneme.preserve.Mas;
import dev.mneme.preserve.ProjectedGradients;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.OtherDevice;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Steps on a device that takes no tensor of the processor follow the gradients that they follow
 * there: batches, samples, losses, weights and penalties are all made on it.
 */
class ElsewhereTest {

  private static final Device ELSEWHERE = OtherDevice.get();
  private static final DecoderShape SHAPE = DecoderShape.llama(11, 8, 2, 2, 1, 12, 32);
  private static final LanguagePolicy.Writing WRITING =
      new LanguagePolicy.Writing(5, Set.of(1), 3, 0.9);
  private static final Scalar THREE = new Scalar(3.0);
  private static final Texts PROMPTS =
      new Texts(List.of(new int[] {2}, new int[] {3, 4, 5, 6}, new int[] {8, 9}));
  private static final List<int[]> ANSWERS =
      List.of(
          new int[] {5, 1},
          new int[] {6, 7, 8, 9, 1},
          new int[] {4, 4, 4},
          new int[] {1},
          new int[] {10, 2, 3},
          new int[] {9, 8, 1});

  /** What a run learns by. */
  enum Run {
    IMITATION,
    PACKED,
    PREFERENCE,
    REWARD,
    DISTILLATION,
    WEIGHED
  }

  /** The policy in training and one that it is compared with. */
  private record Models(LanguagePolicy tuned, LanguagePolicy base, RandomStreams streams)
      implements AutoCloseable {

    static Models of(Scoring scoring) {
      RandomStreams streams = new RandomStreams(5);
      LanguagePolicy tuned = new LanguagePolicy(decoder(streams.get("init")), WRITING);
      LanguagePolicy base = new LanguagePolicy(decoder(streams.get("other")), WRITING);
      return new Models(tuned.view(WRITING, scoring), base.view(WRITING, scoring), streams);
    }

    /**
     * In float64, as that device takes a Java number for one of float64 and so loses the type of a
     * float32 tensor without dimensions.
     */
    private static Decoder decoder(RandomStream stream) {
      Map<String, Tensor> wide = new LinkedHashMap<>();
      try (Scope scope = Scope.open();
          Decoder single = Decoder.initialised(SHAPE, stream)) {
        single
            .parameters()
            .byName()
            .forEach((name, each) -> wide.put(name, Tensors.to(each.detach(), ElementType.F64)));
        return Decoder.of(SHAPE, Parameters.own(wide));
      }
    }

    @Override
    public void close() {
      tuned.close();
      base.close();
      streams.close();
    }
  }

  /** A step's loss and figures, and its gradients. */
  private record Found(Map<String, Double> numbers, List<Tensor> gradients) {}

  @ParameterizedTest
  @EnumSource
  void aStepFollowsTheGradientThatItFollowsOnTheProcessor(Run run) {
    try (Scope scope = Scope.open()) {
      Found here = step(run);
      Found there = ELSEWHERE.call(() -> step(run));
      assertThat(there.gradients()).allMatch(OtherDevice::holds);
      assertThat(there.numbers()).containsOnlyKeys(here.numbers().keySet());
      here.numbers()
          .forEach((name, value) ->
              assertThat(there.numbers().get(name)).as(name).isCloseTo(value, within(1e-4)));
      double largest =
          here.gradients().stream().mapToDouble(ElsewhereTest::largest).max().orElse(0);
      assertThat(largest).isPositive();
      for (int i = 0; i < here.gradients().size(); i++) {
        assertThat(Tensors.toDoubles(there.gradients().get(i)))
            .containsExactly(Tensors.toDoubles(here.gradients().get(i)), within(1e-4 * largest));
      }
    }
  }

  private static double largest(Tensor tensor) {
    return Arrays.stream(Tensors.toDoubles(tensor)).map(Math::abs).max().orElse(0);
  }

  private static Found step(Run run) {
    Scoring scoring = run == Run.PACKED ? new Scoring(2, true, true) : Scoring.WHOLE;
    try (Models models = Models.of(scoring)) {
      Map<String, Tensor> figures = new LinkedHashMap<>();
      Terms.Slope slope =
          terms(run, models).next(0, models.tuned(), models.streams(), true, figures);
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("loss", Tensors.item(slope.loss()));
      figures.forEach((name, value) -> numbers.put(name, Tensors.item(value)));
      return new Found(numbers, slope.gradients());
    }
  }

  private static Terms terms(Run run, Models models) {
    LanguagePolicy base = models.base();
    Source<Batch.Demonstrations> rows = always(() -> new Batch.Demonstrations(PROMPTS, actions()));
    return switch (run) {
      case IMITATION ->
          added(
              rows,
              List.of(new CrossEntropy(), new Dft(), new ExactKl(ExactKl.Direction.FORWARD, base)));
      case PACKED -> added(rows, List.of(new CrossEntropy()));
      case PREFERENCE ->
          added(
              always(() -> new Batch.Preferences(PROMPTS, actions())),
              List.of(new Dpo(0.1, base), new SimPo(2, 1, true)));
      case REWARD ->
          added(
              always(() -> sampled(models)),
              List.of(new Rloo(), new Reinforce(), new Sapo(), new SampledKl(Estimator.K3, base)));
      case DISTILLATION ->
          added(
              always(() -> new Batch.Informed(PROMPTS, actions(), PROMPTS)),
              List.of(new GeneralisedJsd(0.5, base), new Sdft(base)));
      case WEIGHED ->
          new Terms(
              List.of(
                  Term.of("a", rows, new CrossEntropy()),
                  Term.of("b", rows, new ExactKl(ExactKl.Direction.REVERSE, base))),
              new ProjectedGradients(2, models.streams().get("order")));
    };
  }

  /** Their values alone: that device cannot differentiate a clip. */
  @Test
  void lossesThatClipAreThoseOfTheProcessor() {
    try (Scope scope = Scope.open()) {
      Map<String, Double> here = clipped();
      Map<String, Double> there = ELSEWHERE.call(ElsewhereTest::clipped);
      assertThat(there).containsOnlyKeys(here.keySet());
      here.forEach(
          (name, value) -> assertThat(there.get(name)).as(name).isCloseTo(value, within(1e-6)));
    }
  }

  private static Map<String, Double> clipped() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    try (Models models = Models.of(Scoring.WHOLE)) {
      Batch.Experience batch = sampled(models);
      Scores scores = batch.scores(models.base());
      for (Objective<Batch.Experience> each :
          List.<Objective<Batch.Experience>>of(
              new Grpo(), new Gspo(), new Cispo(4), new ReinforcePlusPlus(0.2, 0.2))) {
        String name = each.getClass().getSimpleName();
        Loss loss = each.loss(scores, batch);
        numbers.put(name, Tensors.item(loss.value()));
        loss.signals()
            .forEach((signal, value) -> numbers.put(name + "/" + signal, Tensors.item(value)));
      }
    }
    return numbers;
  }

  /** Of completions drawn there, which earn what their first token is. */
  private static Batch.Experience sampled(Models models) {
    Fresh fresh = models.tuned().explore(PROMPTS, 2, models.streams().get("sample"));
    float[] rewards = new float[6];
    List<int[]> drawn = fresh.rollouts().actions().sequences();
    for (int row = 0; row < rewards.length; row++) {
      rewards[row] = drawn.get(row)[0] / 10f;
    }
    return new Batch.Experience(
        fresh.rollouts(), Tensors.floats(rewards, rewards.length), fresh.scores());
  }

  private static Actions actions() {
    return Actions.ragged(ANSWERS, 2);
  }

  private static <B extends Batch> Source<B> always(Supplier<B> batch) {
    return (step, streams) -> batch.get();
  }

  private static <B extends Batch> Terms added(
      Source<B> source, List<Objective<? super B>> objectives) {
    List<Term.Weighted<B>> weighted = new ArrayList<>();
    for (Objective<? super B> each : objectives) {
      weighted.add(new Term.Weighted<>(each.getClass().getSimpleName(), 0.5, each));
    }
    return Terms.added(List.of(new Term<>("term", source, weighted)));
  }

  @Test
  void anchorsAndWhatMattersForThemAreThereToo() {
    try (Scope scope = Scope.open()) {
      double here = penalty();
      assertThat(here).isPositive();
      assertThat(ELSEWHERE.call(ElsewhereTest::penalty)).isCloseTo(here, within(1e-4 * here));
    }
  }

  private static double penalty() {
    try (Models models = Models.of(Scoring.WHOLE)) {
      List<Supplier<Batch>> rows =
          List.of(() ->
              new Batch.Demonstrations(
                  new Texts(List.of(new int[] {3, 4})),
                  Actions.ragged(List.of(new int[] {5, 6, 1}), 1)));
      Parameters now = models.tuned().parameters();
      double sum = 0;
      try (Parameters fisher = new Ewc(models.streams().get("ewc")).of(models.tuned(), rows);
          Parameters slope = new Mas().of(models.tuned(), rows)) {
        for (Parameters importance : List.of(fisher, slope)) {
          assertThat(importance.tensors()).allMatch(each -> isHere(each));
          List<Tensor> gradients = now.tensors().stream().map(Tensors::zerosLike).toList();
          sum += new Anchor("a", 2, models.base().parameters(), importance).pull(gradients, now);
        }
      }
      return sum;
    }
  }

  private static boolean isHere(Tensor tensor) {
    return Tensors.isOnProcessor(tensor) == Device.current().isProcessor();
  }

  @Test
  void momentsLieWithTheWeightsAndASnapshotMayComeFromTheProcessor() {
    try (Scope scope = Scope.open();
        Models models = ELSEWHERE.call(() -> Models.of(Scoring.WHOLE))) {
      Parameters weights = models.tuned().parameters();
      Map<String, Tensor> saved = new LinkedHashMap<>();
      ELSEWHERE.run(() -> {
        try (AdamW optimizer = new AdamW(AdamW.Settings.at(1e-3), weights)) {
          assertThat(optimizer.state().values()).allMatch(OtherDevice::holds);
          optimizer
              .state()
              .forEach((name, each) -> saved.put(name, Tensors.onProcessor(each).add_(THREE)));
          optimizer.restore(saved);
          assertThat(optimizer.state().values()).allMatch(OtherDevice::holds);
          assertThat(optimizer.state().values()).allMatch(each -> Tensors.toFloats(each)[0] == 3);
        }
        Map<String, Tensor> values = new LinkedHashMap<>();
        weights
            .byName()
            .forEach(
                (name, each) -> values.put(name, Tensors.onProcessor(each.detach()).add(THREE)));
        weights.load(values);
        weights
            .byName()
            .forEach((name, each) -> {
              assertThat(OtherDevice.holds(each)).isTrue();
              assertThat(Tensors.toFloats(each))
                  .containsExactly(Tensors.toFloats(Objects.requireNonNull(values.get(name))));
            });
      });
    }
  }
}
