package dev.mneme.lab.parity;

import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.Grpo;
import dev.mneme.objective.Objective;
import dev.mneme.objective.Reinforce;
import dev.mneme.policy.Classifier;
import dev.mneme.run.Execution;
import dev.mneme.run.RunFolder;
import dev.mneme.task.Examples;
import dev.mneme.task.Teacher;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Imitation;
import dev.mneme.train.Observer;
import dev.mneme.train.OnPolicy;
import dev.mneme.train.Probe;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.Trainer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run of the study: the base learns parity by one method, and drift is measured on the way. */
final class Trial {

  private final ParityRecipe recipe;
  private final ParityWorld world;
  private final Base base;
  private final @Nullable Classifier teacher;

  /**
   * @param teacher what the distilled method learns from; borrowed
   */
  Trial(ParityRecipe recipe, ParityWorld world, Base base, @Nullable Classifier teacher) {
    this.recipe = recipe;
    this.world = world;
    this.base = base;
    this.teacher = teacher;
  }

  /** Whether the tuned weights are wanted when the trial is over. */
  enum Ending {
    KEEP,
    FORGET
  }

  /** Runs to the end, or on to it. */
  void run(RunFolder folder, Observer watcher, Ending ending) {
    ParityRecipe.Tuning tuning = recipe.tuning();
    Classifier policy = base.policy().copy();
    Examples examples = world.parity().train();
    examples = examples.head(Math.min(tuning.examples(), examples.size()));
    EpochOrder order =
        new EpochOrder("data", examples.size(), Math.min(tuning.batch(), examples.size()));
    long steps = order.steps() * tuning.epochs();
    Trainer.Plan plan =
        new Trainer.Plan(
            steps,
            AdamW.Settings.at(tuning.learningRate()),
            new Schedule(tuning.schedule(), tuning.warmup()),
            tuning.clipNorm(),
            recipe.saving().logEvery(),
            ending == Ending.KEEP && recipe.saving().checkpointEvery() == 0
                ? steps
                : recipe.saving().checkpointEvery());
    List<Probe> probes =
        List.of(
            new DriftProbe(base, evenly(steps, recipe.probing().points())),
            new CosineProbe(base, recipe.probing().cosineEvery()));
    try (policy;
        RandomStreams streams = new RandomStreams(recipe.seed());
        Trainer trainer =
            new Trainer(plan, policy, List.of(term(policy, examples, order)), probes, streams)) {
      Execution.toTheEnd(folder, trainer, watcher);
    }
  }

  private Term<?> term(Classifier policy, Examples examples, EpochOrder order) {
    return switch (recipe.tuning().method()) {
      case SFT_1 -> imitate(examples, order, Teachers.oneDigit());
      case SFT_2 -> imitate(examples, order, Teachers.twoDigits());
      case SFT_ORACLE -> imitate(examples, order, Teachers.closestCorrect(base.policy()));
      case SFT_DISTILLED -> imitate(examples, order, Teachers.policy(requireTeacher()));
      case GRPO -> reinforce(policy, examples, order, List.of(weighted("loss", 1, new Grpo())));
      case GRPO_KL ->
          reinforce(
              policy,
              examples,
              order,
              List.of(
                  weighted("loss", 1, new Grpo()),
                  weighted(
                      "kl",
                      recipe.tuning().klWeight(),
                      new ExactKl(ExactKl.Direction.REVERSE, base.policy()))));
      case REINFORCE ->
          reinforce(policy, examples, order, List.of(weighted("loss", 1, new Reinforce())));
    };
  }

  private Classifier requireTeacher() {
    if (teacher == null) {
      throw new IllegalStateException("distillation needs a teacher");
    }
    return teacher;
  }

  private static Term<Batch.Demonstrations> imitate(
      Examples examples, EpochOrder order, Teacher teacher) {
    return Term.of(
        "parity", new Imitation(examples, order, teacher, "teacher"), new CrossEntropy());
  }

  private Term<Batch.Experience> reinforce(
      Classifier policy,
      Examples examples,
      EpochOrder order,
      List<Term.Weighted<Batch.Experience>> objectives) {
    int group = recipe.tuning().group();
    return new Term<>(
        "parity", new OnPolicy(policy, examples, order, Parity::rewards, group), objectives);
  }

  private static Term.Weighted<Batch.Experience> weighted(
      String name, double weight, Objective<? super Batch.Experience> objective) {
    return new Term.Weighted<>(name, weight, objective);
  }

  /** The steps after which to measure: {@code points} of them, the last at the end. */
  static Set<Long> evenly(long steps, int points) {
    Set<Long> due = new TreeSet<>();
    for (int i = 1; i <= points; i++) {
      due.add(Math.max(1, Math.round((double) steps * i / points)));
    }
    return due;
  }
}
