package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.ExactKl;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.preserve.Anchor;
import dev.mneme.preserve.KlController;
import dev.mneme.preserve.L2ToBase;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a loop does with anchors and with a KL that is steered. */
class PreservedTest {

  private static final double WEIGHT = 0.05;
  private static final double TARGET = 0.02;

  private final SmallTask task = new SmallTask();

  @AfterEach
  void close() {
    task.close();
  }

  @Test
  void anAnchorIsPartOfTheLossAndOfTheGradientThatIsFollowed() {
    try (Scope scope = Scope.open();
        Classifier policy = SmallTask.policy();
        Parameters start = elsewhere(policy);
        Parameters ones = new L2ToBase().of(policy, List.of());
        RandomStreams same = new RandomStreams(1)) {
      Terms.Slope slope =
          Terms.added(List.of(task.supervised()))
              .next(0, policy, same, false, new LinkedHashMap<>());
      double loss = Tensors.item(slope.loss());
      List<Tensor> expected = slope.gradients();
      Anchor anchor = new Anchor("l2", 3, start, ones);
      double penalty = anchor.pull(expected, policy.parameters());

      Map<String, Double> told = first(policy, List.of(anchor));
      assertThat(penalty).isPositive();
      assertThat(value(told, "preserve/l2")).isEqualTo(penalty);
      assertThat(value(told, "sft/loss")).isEqualTo(loss);
      assertThat(value(told, "loss")).isEqualTo(loss + penalty);
      assertThat(value(told, "gradient-norm")).isCloseTo(Maths.norm(expected), within(1e-9));
    }
  }

  @Test
  void aHeavyAnchorHoldsTheWeights() {
    assertThat(moved(300)).isLessThan(0.2 * moved(0));
  }

  /** How far the weights go in the longest direction. */
  private double moved(double weight) {
    try (Scope scope = Scope.open();
        Classifier policy = SmallTask.policy();
        Parameters start = policy.parameters().copy();
        Parameters ones = new L2ToBase().of(policy, List.of());
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer =
            new Trainer(
                SmallTask.plan(60),
                policy,
                Terms.added(List.of(task.supervised())),
                List.of(new Anchor("l2", weight, start, ones)),
                List.of(),
                streams)) {
      trainer.run(Observer.NONE);
      return start.byName().entrySet().stream()
          .mapToDouble(each ->
              Tensors.item(
                  policy
                      .parameters()
                      .get(each.getKey())
                      .detach()
                      .sub(each.getValue().detach())
                      .abs()
                      .max()))
          .max()
          .orElseThrow();
    }
  }

  private Map<String, Double> first(Classifier policy, List<Anchor> anchors) {
    try (RandomStreams streams = new RandomStreams(1);
        Trainer trainer =
            new Trainer(
                SmallTask.plan(1),
                policy,
                Terms.added(List.of(task.supervised())),
                anchors,
                List.of(),
                streams)) {
      WatchedRun run = WatchedRun.whole();
      run.train(trainer, null);
      return stepped(run).getFirst();
    }
  }

  private static Parameters elsewhere(Classifier policy) {
    Parameters start = policy.parameters().copy();
    Gradients.without(() -> start.tensors().forEach(each -> each.add_(new Scalar(0.1))));
    return start;
  }

  @Test
  void theWeightOfAKlFollowsWhatEachStepMeasured() {
    List<Map<String, Double>> told = stepped(run(SmallTask.plan(12), null));
    double expected = WEIGHT;
    for (Map<String, Double> step : told) {
      assertThat(value(step, "sft/kl-weight")).isCloseTo(expected, within(1e-12));
      double loss = value(step, "sft/loss") + expected * value(step, "sft/kl");
      assertThat(value(step, "loss")).isCloseTo(loss, within(1e-6));
      expected *= 1 + 0.1 * Math.clamp(value(step, "sft/kl") / TARGET - 1, -0.2, 0.2);
    }
    assertThat(expected).isNotEqualTo(WEIGHT);
  }

  @Test
  void aSteeredRunThatIsKilledAndResumedEqualsTheUninterruptedOne() {
    WatchedRun whole = run(SmallTask.keeping(13, 7), null);
    try (Scope scope = Scope.open()) {
      WatchedRun killed = WatchedRun.killedAt(7);
      assertThatThrownBy(() -> train(SmallTask.keeping(13, 7), killed, null))
          .isInstanceOf(WatchedRun.Killed.class);
      WatchedRun resumed = run(SmallTask.keeping(13, 7), Objects.requireNonNull(killed.snapshot));
      assertThat(Stream.concat(killed.events.stream(), resumed.events.stream()))
          .isEqualTo(whole.events);
      assertThat(resumed.bits).isEqualTo(whole.bits);
      assertThat(resumed.bits).containsKey("kl.0.kl.weight");
    }
  }

  @Test
  void aBatchWithoutActionsMovesNoWeight() {
    try (Scope scope = Scope.open();
        Classifier policy = SmallTask.policy();
        Classifier base = policy.copy();
        RandomStreams streams = new RandomStreams(1)) {
      KlController controller = new KlController(WEIGHT, TARGET);
      for (double mask : new double[] {0, 1}) {
        Source<Batch.Demonstrations> source =
            (step, random) -> {
              Batch.Demonstrations batch = task.imitation().next(step, random);
              Actions all = batch.actions();
              return new Batch.Demonstrations(
                  batch.prompts(),
                  new Actions(all.ids(), Maths.times(all.mask(), mask), all.group()));
            };
        new Term<>(
                "sft",
                source,
                List.of(
                    new Term.Weighted<>("loss", 1, new CrossEntropy()),
                    new Term.Weighted<>(
                        "kl", controller, new ExactKl(ExactKl.Direction.FORWARD, base))))
            .next(0, policy, streams, false, new LinkedHashMap<>());
        if (mask == 0) {
          assertThat(controller.weight()).isEqualTo(WEIGHT);
        } else {
          assertThat(controller.weight()).as("a KL of 0, below its target").isLessThan(WEIGHT);
        }
      }
    }
  }

  private WatchedRun run(Trainer.Plan plan, @Nullable Snapshot from) {
    WatchedRun run = WatchedRun.whole();
    train(plan, run, from);
    return run;
  }

  private void train(Trainer.Plan plan, WatchedRun run, @Nullable Snapshot from) {
    try (Classifier policy = SmallTask.policy();
        Classifier base = policy.copy();
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer =
            new Trainer(plan, policy, Terms.added(List.of(steered(base))), List.of(), streams)) {
      run.train(trainer, from);
    }
  }

  private Term<Batch.Demonstrations> steered(Classifier base) {
    return new Term<>(
        "sft",
        task.imitation(),
        List.of(
            new Term.Weighted<>("loss", 1, new CrossEntropy()),
            new Term.Weighted<>(
                "kl",
                new KlController(WEIGHT, TARGET),
                new ExactKl(ExactKl.Direction.FORWARD, base))));
  }

  private static List<Map<String, Double>> stepped(WatchedRun run) {
    return run.events.stream()
        .filter(Event.Stepped.class::isInstance)
        .map(event -> ((Event.Stepped) event).values())
        .toList();
  }

  private static double value(Map<String, Double> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
