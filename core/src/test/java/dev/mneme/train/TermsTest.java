package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Policy;
import dev.mneme.preserve.Agem;
import dev.mneme.preserve.ConflictAverse;
import dev.mneme.preserve.DynamicWeightAverage;
import dev.mneme.preserve.Famo;
import dev.mneme.preserve.FixedProportions;
import dev.mneme.preserve.GradNorm;
import dev.mneme.preserve.ProjectedGradients;
import dev.mneme.preserve.RandomLossWeighting;
import dev.mneme.preserve.Recap;
import dev.mneme.preserve.Reweighting;
import dev.mneme.preserve.UncertaintyWeighting;
import dev.mneme.preserve.Uniform;
import dev.mneme.preserve.Weighting;
import dev.mneme.preserve.Weights;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TermsTest {

  private static final Objective<Batch> SQUARES =
      (scores, batch) -> Loss.of(scores.logProbs().square().mean());

  private static final Objective<Batch> MEANS =
      (scores, batch) -> Loss.of(scores.logProbs().mean().neg());

  private SmallTask task = new SmallTask();

  @BeforeEach
  void open() {
    task.close();
    task = new SmallTask();
  }

  @AfterEach
  void close() {
    task.close();
  }

  @Test
  void aStepFollowsTheMeanOfTheTermsByWeight() {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    double[] zeros = gradient(Terms.added(List.of(zeros(0))));
    double[] both = gradient(weighed(new FixedProportions(List.of(3.0, 1.0)), 0));
    for (int i = 0; i < both.length; i++) {
      assertThat(both[i]).isCloseTo((1.5 * labels[i] + 0.5 * zeros[i]) / 2, within(1e-6));
    }
    assertThat(labels).isNotEqualTo(zeros);
  }

  @Test
  void termsThatAreAddedHaveTheValueAndGradientOfOneSummedLoss() {
    try (Scope scope = Scope.open();
        Policy policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      List<Term<Batch.Demonstrations>> terms =
          List.of(labels(0.3), zeros(0), term("labels again", task.imitation(), 0));
      Terms.Slope added = Terms.added(terms).next(0, policy, streams, false, new LinkedHashMap<>());
      Tensor sum =
          terms.stream()
              .map(term -> term.loss(0, policy, streams, false, new LinkedHashMap<>()))
              .reduce((total, next) -> total.add(next))
              .orElseThrow();
      assertThat(Tensors.item(added.loss())).isCloseTo(Tensors.item(sum), within(1e-6));
      List<Tensor> whole = Gradients.of(sum, policy.parameters().tensors());
      for (int i = 0; i < whole.size(); i++) {
        double[] expected = Tensors.toDoubles(whole.get(i));
        double[] found = Tensors.toDoubles(added.gradients().get(i));
        for (int j = 0; j < expected.length; j++) {
          assertThat(found[j]).isCloseTo(expected[j], within(1e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "recap", "random", "pcgrad"})
  void theGraphOfATermIsGoneBeforeTheNextTermIsScored(String kind) {
    List<Tensor> losses = new ArrayList<>();
    List<Boolean> gone = new ArrayList<>();
    Objective<Batch.Demonstrations> watched =
        (scores, batch) -> {
          losses.forEach(loss -> gone.add(loss.isNull()));
          Loss loss = new CrossEntropy().loss(scores, batch);
          losses.add(loss.value());
          return loss;
        };
    try (Scope scope = Scope.open();
        Policy policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      List<Term<Batch.Demonstrations>> terms =
          List.of(
              Term.of("one", task.imitation(), watched), Term.of("two", task.imitation(), watched));
      new Terms(terms, kind.isEmpty() ? null : make(kind, streams))
          .next(0, policy, streams, true, new LinkedHashMap<>());
      assertThat(gone).containsExactly(true);
    }
  }

  @Test
  void aTermCountsWhatItsSourceSaysAndIsLeftAloneWhereThatIsNothing() {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    double[] zeros = gradient(Terms.added(List.of(zeros(0.2))));
    double[] half = gradient(Terms.added(List.of(labels(0), shared(0.5))));
    double[] none = gradient(Terms.added(List.of(labels(0), shared(0))));
    for (int i = 0; i < half.length; i++) {
      assertThat(half[i]).isCloseTo(labels[i] + 0.5 * zeros[i], within(1e-6));
    }
    assertThat(none).isEqualTo(labels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recap", "uniform", "famo", "pcgrad"})
  void aStepInWhichATermHasNothingTeachesTheWeightsNothing(String kind) {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    try (RandomStreams streams = new RandomStreams(1)) {
      Reweighting weights = make(kind, streams);
      Map<String, double[]> before = weights.state();
      double[] found = gradient(new Terms(List.of(labels(0), shared(0)), weights));
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(labels[i] / 2, within(1e-6));
      }
      assertThat(weights.state().keySet()).isEqualTo(before.keySet());
      before.forEach((name, values) -> assertThat(weights.state().get(name)).isEqualTo(values));
    }
  }

  @Test
  void aStepWithoutMemoryIsThatOfTheFirstTermAloneAndIsTold() {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    double[] found = gradient(new Terms(List.of(labels(0), shared(0)), new Agem(2)));
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(labels[i], within(1e-6));
    }
    try (Scope scope = Scope.open();
        Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      Map<String, Tensor> figures = new LinkedHashMap<>();
      new Terms(List.of(labels(0), shared(0)), new Agem(2)).next(0, policy, streams, true, figures);
      assertThat(Tensors.item(Objects.requireNonNull(figures.get("labels/weight")))).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"famo", "gradnorm"})
  void aStepInWhichATermHasNothingKeepsTheWeightsThatWereLearnt(String kind) {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    double[] zeros = gradient(Terms.added(List.of(zeros(0))));
    try (RandomStreams streams = new RandomStreams(1)) {
      Reweighting weights = make(kind, streams);
      for (int step = 0; step < 3; step++) {
        gradient(weighed(weights, 0));
      }
      List<Double> learnt = weights.present().values();
      assertThat(Math.abs(learnt.getFirst() - 1)).isGreaterThan(1e-4);
      assertThat(learnt.getFirst() + learnt.getLast()).isCloseTo(2, within(1e-9));
      double[] first = gradient(new Terms(List.of(labels(0), shared(0)), weights));
      double[] second = gradient(new Terms(List.of(shared("labels", 0), zeros(0)), weights));
      for (int i = 0; i < first.length; i++) {
        assertThat(first[i]).isCloseTo(labels[i] * learnt.getFirst() / 2, within(1e-6));
        assertThat(second[i]).isCloseTo(zeros[i] * learnt.getLast() / 2, within(1e-6));
      }
    }
  }

  @Test
  void aTermThatIsLearntBySeveralObjectivesIsWeighedAsSeveral() {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    double[] squares =
        gradient(Terms.added(List.of(by(1, List.of(weighted("squares", 1, SQUARES))))));
    double[] means = gradient(Terms.added(List.of(by(1, List.of(weighted("means", 1, MEANS))))));
    Term<Batch.Demonstrations> both =
        by(
            2,
            List.of(
                weighted("labels", 1, new CrossEntropy()),
                weighted("squares", 1, SQUARES),
                weighted("means", 0.3, MEANS)));
    Map<Double, Reweighting> firsts =
        Map.of(
            1.5, new FixedProportions(List.of(3.0, 1.0)),
            1.0, new ConflictAverse(2, 0, ConflictAverse.Scale.NONE));
    firsts.forEach((first, weights) -> {
      double[] found = gradient(new Terms(List.of(both), weights));
      for (int i = 0; i < found.length; i++) {
        double learnt = (first * labels[i] + (2 - first) * squares[i]) / 2;
        assertThat(found[i]).isCloseTo(learnt + 0.3 * means[i], within(1e-6));
      }
    });
  }

  @Test
  void weightsSeeOneMinusTheMeanRewardWhereATermIsLearntByReward() {
    try (Scope scope = Scope.open();
        Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      Told told = new Told();
      Map<String, Tensor> figures = new LinkedHashMap<>();
      new Terms(List.of(task.reinforced(policy), labels(0)), told)
          .next(0, policy, streams, true, figures);
      double reward = Tensors.item(Objects.requireNonNull(figures.get("rl/reward")));
      assertThat(told.losses[0]).isEqualTo(1 - reward);
      assertThat(reward).isPositive();
    }
  }

  @Test
  void noGradientFlowsThroughWeightsThatAreMadeOfTheLosses() {
    double[] labels = gradient(Terms.added(List.of(labels(0))));
    double[] zeros = gradient(Terms.added(List.of(zeros(0))));
    Told told = new Told();
    double[] both = gradient(weighed(told, 0));
    for (int i = 0; i < both.length; i++) {
      double expected = (told.losses[0] * labels[i] + told.losses[1] * zeros[i]) / 2;
      assertThat(both[i]).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void penaltiesAreNotReweightedAndNoPartOfTheLossThatIs() {
    Told plain = new Told();
    gradient(weighed(plain, 0));
    Told told = new Told();
    double[] with = gradient(weighed(told, 0.3));
    double[] without = gradient(weighed(new Told(), 0));
    double[] penalty =
        gradient(
            Terms.added(
                List.of(
                    new Term<>(
                        "penalty",
                        task.imitation(),
                        List.of(new Term.Weighted<>("squares", 1, SQUARES))))));
    assertThat(told.losses).isEqualTo(plain.losses);
    for (int i = 0; i < with.length; i++) {
      assertThat(with[i]).isCloseTo(without[i] + 0.3 * penalty[i], within(1e-6));
    }
  }

  @Test
  void weightsMadeOfGradientsGiveTheSameStepAsThoseMadeOfLosses() {
    double[] mean = gradient(weighed(new Uniform(2), 0.3));
    double[] averse = gradient(weighed(new ConflictAverse(2, 0, ConflictAverse.Scale.NONE), 0.3));
    for (int i = 0; i < mean.length; i++) {
      assertThat(averse[i]).isCloseTo(mean[i], within(1e-6));
    }
  }

  @Test
  void weightsConvergenceAndInstabilityAreTold() {
    Recap.Options usual = Recap.Options.USUAL;
    Recap.Options options =
        new Recap.Options(
            2, 0.1, usual.convergence(), usual.centre(), true, usual.score(), usual.alpha());
    WatchedRun run = run(streams -> new Recap(2, options), SmallTask.plan(7), null);
    List<Map<String, Double>> told =
        run.events.stream()
            .filter(Event.Stepped.class::isInstance)
            .map(event -> ((Event.Stepped) event).values())
            .toList();
    for (int step = 0; step < 7; step++) {
      Map<String, Double> values = told.get(step);
      double sum = value(values, "labels/weight") + value(values, "zeros/weight");
      assertThat(sum).isCloseTo(2, within(1e-12));
      assertThat(value(values, "labels/weight") == 1).isEqualTo(step < 4);
      assertThat(values.containsKey("zeros/convergence")).isEqualTo(step >= 4);
      assertThat(values.containsKey("labels/instability")).isEqualTo(step >= 4);
      double loss =
          (value(values, "labels/weight") * value(values, "labels/loss")
                  + 0.1 * value(values, "labels/squares")
                  + value(values, "zeros/weight") * value(values, "zeros/loss")
                  + 0.1 * value(values, "zeros/squares"))
              / 2;
      assertThat(value(values, "loss")).isCloseTo(loss, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recap",
        "dwa",
        "uncertainty",
        "famo",
        "random",
        "uniform",
        "gradnorm",
        "pcgrad",
        "cagrad",
        "agem"
      })
  void resumingAfterAKillEqualsTheUninterruptedRun(String kind) {
    WatchedRun whole = run(streams -> make(kind, streams), SmallTask.keeping(13, 7), null);
    try (Scope scope = Scope.open()) {
      WatchedRun killed = WatchedRun.killedAt(7);
      assertThatThrownBy(
              () -> train(streams -> make(kind, streams), SmallTask.keeping(13, 7), killed, null))
          .isInstanceOf(WatchedRun.Killed.class);
      WatchedRun resumed =
          run(
              streams -> make(kind, streams),
              SmallTask.keeping(13, 7),
              Objects.requireNonNull(killed.snapshot));
      assertThat(Stream.concat(killed.events.stream(), resumed.events.stream()))
          .isEqualTo(whole.events);
      assertThat(resumed.bits).isEqualTo(whole.bits);
    }
  }

  private static Reweighting make(String kind, RandomStreams streams) {
    return switch (kind) {
      case "recap" -> {
        Recap.Options usual = Recap.Options.USUAL;
        yield new Recap(
            2,
            new Recap.Options(
                2, 1, usual.convergence(), usual.centre(), true, usual.score(), usual.alpha()));
      }
      case "dwa" -> new DynamicWeightAverage(2, 2, 1);
      case "uncertainty" -> new UncertaintyWeighting(2, 0.1);
      case "famo" -> new Famo(2, 0.1, 0.01);
      case "random" -> new RandomLossWeighting(2, streams.get("reweighting"));
      case "uniform" -> new Uniform(2);
      case "gradnorm" -> new GradNorm(2, 1.5, 0.1);
      case "pcgrad" -> new ProjectedGradients(2, streams.get("reweighting"));
      case "cagrad" -> new ConflictAverse(2, 0.5, ConflictAverse.Scale.SQUARE);
      case "agem" -> new Agem(2);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"recap", "pcgrad"})
  void aLossThatIsNoNumberEndsTheRunAsWithoutWeights(String kind) {
    Objective<Batch.Demonstrations> ruined =
        (scores, batch) ->
            Loss.of(Maths.times(new CrossEntropy().loss(scores, batch).value(), Double.NaN));
    try (Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      Terms terms =
          new Terms(
              List.of(labels(0), Term.of("ruined", task.imitation(), ruined)), make(kind, streams));
      try (Trainer trainer = new Trainer(SmallTask.plan(2), policy, terms, List.of(), streams)) {
        assertThatThrownBy(() -> trainer.run(Observer.NONE))
            .isInstanceOf(Diverged.class)
            .hasMessageStartingWith("step 1: the loss is NaN");
      }
    }
  }

  @Test
  void termsAndWhatWeighsThemFitTogether() {
    assertThatThrownBy(() -> Terms.added(List.of())).hasMessage("a run needs a term to learn from");
    assertThatThrownBy(() -> weighed(new Uniform(3), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 terms cannot be weighed as 3 objectives");
    assertThatThrownBy(() -> new Terms(List.of(labels(0), labels(0)), new Uniform(2)))
        .hasMessage("terms that are weighed need names of their own, not [labels, labels]");
  }

  private Term<Batch.Demonstrations> labels(double penalty) {
    return term("labels", task.imitation(), penalty);
  }

  private Term<Batch.Demonstrations> zeros(double penalty) {
    return term(
        "zeros",
        new Imitation(
            task.examples,
            task.order(),
            (drawn, stream) -> Tensors.zerosLike(drawn.labels()),
            "teacher"),
        penalty);
  }

  private static Term<Batch.Demonstrations> term(
      String name, Source<Batch.Demonstrations> source, double penalty) {
    List<Term.Weighted<Batch.Demonstrations>> all = new ArrayList<>();
    all.add(new Term.Weighted<>("loss", 1, new CrossEntropy()));
    if (penalty > 0) {
      all.add(new Term.Weighted<>("squares", penalty, SQUARES));
    }
    return new Term<>(name, source, all);
  }

  /** Zeros with a penalty, counting as much as said. */
  private Term<Batch.Demonstrations> shared(double share) {
    return shared("zeros", share);
  }

  private Term<Batch.Demonstrations> shared(String name, double share) {
    Source<Batch.Demonstrations> all = zeros(0).source();
    Source<Batch.Demonstrations> some =
        new Source<>() {
          @Override
          public Batch.Demonstrations next(long step, RandomStreams streams) {
            assertThat(share).isPositive();
            return all.next(step, streams);
          }

          @Override
          public double share(long step) {
            return share;
          }
        };
    return term(name, some, 0.2);
  }

  /** The labels, learnt by the first so many objectives. */
  private Term<Batch.Demonstrations> by(
      int learnt, List<Term.Weighted<Batch.Demonstrations>> objectives) {
    return new Term<>("both", task.imitation(), objectives, List.of(), learnt);
  }

  private static Term.Weighted<Batch.Demonstrations> weighted(
      String name, double weight, Objective<? super Batch.Demonstrations> objective) {
    return new Term.Weighted<>(name, weight, objective);
  }

  private Terms weighed(Reweighting reweighting, double penalty) {
    return new Terms(List.of(labels(penalty), zeros(penalty)), reweighting);
  }

  private static double value(Map<String, Double> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static double[] gradient(Terms terms) {
    try (Scope scope = Scope.open();
        Policy policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      List<Tensor> gradients =
          terms.next(0, policy, streams, false, new LinkedHashMap<>()).gradients().stream()
              .map(gradient -> gradient.reshape(-1))
              .toList();
      return Tensors.toDoubles(Maths.concatenate(gradients, 0));
    }
  }

  private WatchedRun run(
      Function<RandomStreams, Reweighting> make, Trainer.Plan plan, @Nullable Snapshot from) {
    WatchedRun run = WatchedRun.whole();
    train(make, plan, run, from);
    return run;
  }

  private void train(
      Function<RandomStreams, Reweighting> make,
      Trainer.Plan plan,
      WatchedRun run,
      @Nullable Snapshot from) {
    try (Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer =
            new Trainer(plan, policy, weighed(make.apply(streams), 0.1), List.of(), streams)) {
      run.train(trainer, from);
    }
  }

  /** Each objective counts what its loss is. */
  private static final class Told implements Weighting {
    private double[] losses = {};

    @Override
    public int objectives() {
      return 2;
    }

    @Override
    public Weights next(double[] now) {
      losses = now;
      return new Weights(List.of(now[0], now[1]), Map.of());
    }
  }
}
