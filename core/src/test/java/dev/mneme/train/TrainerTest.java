package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Taps;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainerTest {

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
  void twoEqualRunsWriteEqualEventsAndBitEqualWeights() {
    WatchedRun one = run(SmallTask.plan(7), List.of());
    WatchedRun other = run(SmallTask.plan(7), List.of());
    assertThat(one.events).hasSize(8).last().isEqualTo(new Event.Finished(7));
    assertThat(other.events).isEqualTo(one.events);
    assertThat(other.bits).isEqualTo(one.bits);
  }

  @Test
  void resumingAfterAKillEqualsTheUninterruptedRun() {
    WatchedRun whole = run(SmallTask.keeping(9, 4), List.of());
    try (Scope scope = Scope.open()) {
      WatchedRun killed = WatchedRun.killedAt(4);
      assertThatThrownBy(() -> train(SmallTask.keeping(9, 4), killed, List.of(), null))
          .isInstanceOf(WatchedRun.Killed.class);
      WatchedRun resumed = WatchedRun.whole();
      train(SmallTask.keeping(9, 4), resumed, List.of(), Objects.requireNonNull(killed.snapshot));
      assertThat(Stream.concat(killed.events.stream(), resumed.events.stream()))
          .isEqualTo(whole.events);
      assertThat(whole.bits)
          .containsKeys("layers.0.weight", "optimizer.second.layers.0.weight", "stream.sample");
      assertThat(resumed.bits).isEqualTo(whole.bits);
    }
  }

  @Test
  void probesSeeTheirStepsAndDoNotChangeTraining() {
    Curious probe = new Curious();
    WatchedRun with = run(SmallTask.plan(7), List.of(probe));
    WatchedRun without = run(SmallTask.plan(7), List.of());
    assertThat(with.bits).isEqualTo(without.bits);
    assertThat(with.events.stream().filter(event -> !(event instanceof Event.Measured)))
        .isEqualTo(without.events);
    assertThat(with.events.stream().filter(Event.Measured.class::isInstance).map(Event::step))
        .containsExactly(3L, 6L);
    assertThat(probe.changed).as("before and after are around the update").containsOnly(true);
  }

  @Test
  void aPolicyThatFollowsGoesItsShareOfTheWayAndIsInTheSnapshot() {
    try (Classifier policy = SmallTask.policy();
        Classifier follower = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      List<Term.Weighted<Batch.Demonstrations>> all =
          List.of(new Term.Weighted<>("loss", 1, new CrossEntropy()));
      Term<?> term =
          new Term<>("sft", task.imitation(), all, List.of(new Follower(follower, 0.25)));
      List<List<Double>> seen = new ArrayList<>();
      String name = "layers.0.weight";
      seen.add(Objects.requireNonNull(WatchedRun.bits(policy.parameters().byName()).get(name)));
      try (Trainer trainer =
          new Trainer(SmallTask.plan(2), policy, List.of(term), List.of(), streams)) {
        trainer.run(event -> {
          if (event instanceof Event.Stepped) {
            seen.add(
                Objects.requireNonNull(WatchedRun.bits(policy.parameters().byName()).get(name)));
          }
        });
        Map<String, List<Double>> state = WatchedRun.bits(trainer.snapshot().state());
        List<Double> average = Objects.requireNonNull(state.get("follower.0." + name));
        for (int i = 0; i < average.size(); i++) {
          double start = seen.get(0).get(i);
          double first = start + 0.25 * (seen.get(1).get(i) - start);
          assertThat(average.get(i))
              .isCloseTo(first + 0.25 * (seen.get(2).get(i) - first), within(1e-6));
        }
      }
      assertThat(seen.get(2)).isNotEqualTo(seen.get(0));
    }
  }

  @Test
  void aGradientTooLongIsShortenedToExactlyTheLimit() {
    double[] free = firstGradient(0);
    double norm = length(free);
    double[] clipped = firstGradient(norm / 3);
    assertThat(length(clipped)).isCloseTo(norm / 3, within(1e-6 * norm));
    for (int i = 0; i < free.length; i++) {
      assertThat(clipped[i]).isCloseTo(free[i] / 3, within(1e-6 * norm));
    }
    assertThat(firstGradient(norm * 1.01)).as("short enough").isEqualTo(free);
  }

  @Test
  void theToldNormIsTheOneBeforeClipping() {
    Map<String, Double> free = firstFigures(0);
    assertThat(firstFigures(1e-3)).isEqualTo(free);
    assertThat(free.get("gradient-norm")).isGreaterThan(1e-3);
    assertThat(free).containsOnlyKeys("loss", "sft/loss", "gradient-norm", "learning-rate");
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunBeforeTheWeightsChange() {
    divergesAtStepThree(loss -> Maths.times(loss, Double.NaN), "the loss is NaN");
  }

  @Test
  void aGradientThatIsNoNumberEndsTheRunBeforeTheWeightsChange() {
    divergesAtStepThree(loss -> Maths.times(loss, 0).sqrt(), "the loss is 0.0");
  }

  private void divergesAtStepThree(Function<Tensor, Tensor> ruin, String told) {
    Trainer.Plan plan = new Trainer.Plan(5, AdamW.Settings.at(0.05), constant(), 0, 1, 0);
    int[] steps = {0};
    Objective<Batch.Demonstrations> ruined =
        (scores, batch) -> {
          Tensor loss = new CrossEntropy().loss(scores, batch).value();
          return Loss.of(++steps[0] == 3 ? ruin.apply(loss) : loss);
        };
    try (Classifier policy = SmallTask.policy();
        Classifier sound = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1);
        RandomStreams same = new RandomStreams(1)) {
      WatchedRun run = WatchedRun.whole();
      Term<?> term = Term.of("sft", task.imitation(), ruined);
      try (Trainer trainer = new Trainer(plan, policy, List.of(term), List.of(), streams)) {
        assertThatThrownBy(() -> trainer.run(run))
            .isInstanceOf(Diverged.class)
            .hasMessageStartingWith("step 3: " + told)
            .hasMessageContaining("Lower the learning rate (now 0.0500)");
        assertThat(trainer.done()).isEqualTo(2);
      }
      Trainer.Plan two = new Trainer.Plan(2, AdamW.Settings.at(0.05), constant(), 0, 1, 0);
      try (Trainer trainer = new Trainer(two, sound, List.of(task.supervised()), List.of(), same)) {
        trainer.run(Observer.NONE);
      }
      assertThat(run.events).hasSize(2);
      assertThat(WatchedRun.bits(policy.parameters().byName()))
          .isEqualTo(WatchedRun.bits(sound.parameters().byName()));
    }
  }

  @Test
  void anInterruptedRunStopsBetweenTwoStepsAndGoesOnAsIfItHadNot() {
    WatchedRun whole = run(SmallTask.keeping(9, 4), List.of());
    try (Scope scope = Scope.open()) {
      WatchedRun cut = WatchedRun.interruptedAt(6);
      assertThatThrownBy(() -> train(SmallTask.keeping(9, 4), cut, List.of(), null))
          .isInstanceOf(CancellationException.class)
          .hasMessage("interrupted after step 6");
      assertThat(Thread.interrupted()).isTrue();
      Snapshot left = Objects.requireNonNull(cut.snapshot);
      assertThat(left.step()).isEqualTo(6);
      WatchedRun resumed = WatchedRun.whole();
      train(SmallTask.keeping(9, 4), resumed, List.of(), left);
      assertThat(Stream.concat(cut.events.stream(), resumed.events.stream()))
          .isEqualTo(whole.events);
      assertThat(resumed.bits).isEqualTo(whole.bits);
    }
  }

  @Test
  void stepsThatBelongTogetherAreNotPartedByAnInterruption() {
    Trainer.Plan plan = new Trainer.Plan(9, AdamW.Settings.at(0.05), constant(), 0, 1, 9, 3);
    try (Scope scope = Scope.open()) {
      WatchedRun cut = WatchedRun.interruptedAt(4);
      assertThatThrownBy(() -> train(plan, cut, List.of(), null))
          .hasMessage("interrupted after step 6");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(Objects.requireNonNull(cut.snapshot).step()).isEqualTo(6);
    }
    assertThatThrownBy(() -> new Trainer.Plan(9, AdamW.Settings.at(0.05), constant(), 0, 1, 4, 3))
        .hasMessage("steps that belong together must not be parted by a checkpoint, was 4");
  }

  @Test
  void whatIsNotKeptAtAllOrIsKeptAlreadyIsNotLeft() {
    for (long keepEvery : List.of(0L, 2L)) {
      WatchedRun cut = WatchedRun.interruptedAt(2);
      assertThatThrownBy(() -> train(SmallTask.keeping(5, keepEvery), cut, List.of(), null))
          .hasMessage("interrupted after step 2");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(cut.snapshot).isNull();
    }
  }

  @Test
  void aRunThatIsEndedIsMeasuredAndTakesNoMoreSteps() {
    try (Scope scope = Scope.open();
        Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      WatchedRun killed = WatchedRun.killedAt(4);
      assertThatThrownBy(() -> train(SmallTask.keeping(9, 4), killed, List.of(), null))
          .isInstanceOf(WatchedRun.Killed.class);
      Snapshot at = Objects.requireNonNull(killed.snapshot);
      try (Trainer trainer =
          new Trainer(
              SmallTask.keeping(9, 4),
              policy,
              List.of(task.supervised()),
              List.of(new Curious(), new Silent()),
              streams)) {
        trainer.restore(at);
        WatchedRun ended = WatchedRun.whole();
        trainer.end(ended);
        assertThat(ended.events.stream().map(Event::getClass).map(Class::getSimpleName))
            .containsExactly("Measured", "Finished");
        assertThat(ended.events).extracting(Event::step).containsOnly(4L);
        assertThat(WatchedRun.bits(policy.parameters().byName()))
            .isEqualTo(WatchedRun.bits(at.weights()));
      }
    }
  }

  /** Has nothing to say. */
  private record Silent() implements Probe {
    @Override
    public String name() {
      return "silent";
    }

    @Override
    public boolean due(long done) {
      return true;
    }

    @Override
    public Map<String, Double> after(Policy policy) {
      return Map.of();
    }
  }

  @Test
  void aPlanWithoutStepsIsRefused() {
    assertThatThrownBy(() -> SmallTask.plan(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a run needs at least one step, was 0");
  }

  private static Schedule constant() {
    return new Schedule(Schedule.Shape.CONSTANT, 0);
  }

  /** With β1 = 0 the first moment is the gradient the optimizer was given. */
  private double[] firstGradient(double clipNorm) {
    try (Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer = oneStep(clipNorm, policy, streams)) {
      trainer.run(Observer.NONE);
      List<Tensor> moments = new ArrayList<>();
      trainer
          .snapshot()
          .state()
          .forEach((name, tensor) -> {
            if (name.startsWith("optimizer.first.")) {
              moments.add(tensor.reshape(-1));
            }
          });
      return Tensors.toDoubles(Maths.concatenate(moments, 0));
    }
  }

  private Map<String, Double> firstFigures(double clipNorm) {
    WatchedRun run = WatchedRun.whole();
    try (Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer = oneStep(clipNorm, policy, streams)) {
      trainer.run(run);
    }
    return ((Event.Stepped) run.events.getFirst()).values();
  }

  private Trainer oneStep(double clipNorm, Classifier policy, RandomStreams streams) {
    AdamW.Settings settings = new AdamW.Settings(0.05, 0, 0.999, 1e-8, 0);
    Trainer.Plan plan = new Trainer.Plan(1, settings, constant(), clipNorm, 1, 0);
    return new Trainer(plan, policy, List.of(task.supervised()), List.of(), streams);
  }

  private static double length(double[] vector) {
    double squares = 0;
    for (double each : vector) {
      squares += each * each;
    }
    return Math.sqrt(squares);
  }

  private WatchedRun run(Trainer.Plan plan, List<Probe> probes) {
    WatchedRun run = WatchedRun.whole();
    train(plan, run, probes, null);
    return run;
  }

  private void train(
      Trainer.Plan plan, WatchedRun run, List<Probe> probes, @Nullable Snapshot from) {
    try (Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer =
            new Trainer(
                plan,
                policy,
                List.of(task.reinforced(policy), task.supervised()),
                probes,
                streams)) {
      run.train(trainer, from);
    }
  }

  /** Looks at everything it may look at. */
  private final class Curious implements Probe {
    private final List<Boolean> changed = new ArrayList<>();
    private Map<String, List<Double>> before = Map.of();

    @Override
    public String name() {
      return "curious";
    }

    @Override
    public boolean due(long done) {
      return done % 3 == 0;
    }

    @Override
    public void before(Policy policy) {
      before = WatchedRun.bits(policy.parameters().byName());
    }

    @Override
    public Map<String, Double> after(Policy policy) {
      changed.add(!WatchedRun.bits(policy.parameters().byName()).equals(before));
      try (Scope scope = Scope.open();
          RandomStreams own = new RandomStreams(99)) {
        policy.sample(task.examples.inputs(), 2, own.get("sample"));
        Tensor scores =
            ((Classifier) policy).logProbs(task.examples.inputs().features(), Taps.NONE);
        Gradients.of(scores.square().sum(), policy.parameters().tensors());
        return Map.of("mean", Tensors.item(scores.mean()));
      }
    }
  }
}
