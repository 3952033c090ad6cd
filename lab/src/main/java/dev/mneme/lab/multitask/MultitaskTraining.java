package dev.mneme.lab.multitask;

import dev.mneme.model.Mlp;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Classifier;
import dev.mneme.run.Execution;
import dev.mneme.run.RunFolder;
import dev.mneme.task.Examples;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Imitation;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.Terms;
import dev.mneme.train.Trainer;
import java.util.ArrayList;
import java.util.List;

/**
 * One network from random weights to its end: a term a task, each with batches of its own, weighed
 * as any run's are.
 *
 * <p>The network is a multi-layer perceptron whose last layer has the outputs of all heads, also
 * where it learns one task alone. Its first weights and the order of the images depend on the seed,
 * not on what else is learnt, so networks of one seed can be compared pairwise.
 */
final class MultitaskTraining {

  /** How often weights and losses are told of. */
  private static final long TELL_EVERY = 20;

  private final MultitaskRecipe recipe;
  private final ImageTasks images;

  MultitaskTraining(MultitaskRecipe recipe, ImageTasks images) {
    this.recipe = recipe;
    this.images = images;
  }

  /** Trains to the end; a run that was cut off begins anew. */
  void run(RunFolder folder, Observer watcher) {
    MultitaskRecipe.Training training = recipe.training();
    List<Integer> widths = new ArrayList<>(List.of(ImageTasks.PIXELS));
    widths.addAll(training.hidden());
    widths.add(ImageTask.allOutputs());
    Trainer.Plan plan =
        new Trainer.Plan(
            training.steps(),
            AdamW.Settings.at(training.learningRate()),
            new Schedule(Schedule.Shape.COSINE, training.warmup()),
            0,
            TELL_EVERY,
            0);
    InkLoss ink = new InkLoss(images.ink(), recipe.data().sizes().unit());
    List<ImageTask> tasks = training.tasks();
    ScoreProbe probe = new ScoreProbe(images, tasks, ink, training.steps());
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(recipe.seed());
        Classifier policy = new Classifier(Mlp.initialised(widths, streams.get("init")))) {
      Terms terms =
          new Terms(
              tasks.stream().map(task -> term(task, ink)).toList(),
              training.weights().begin(tasks.size(), streams));
      try (Trainer trainer = new Trainer(plan, policy, terms, List.of(probe), streams)) {
        Execution.toTheEnd(folder, trainer, watcher);
      }
    }
  }

  private Term<Batch.Demonstrations> term(ImageTask task, InkLoss ink) {
    Examples shown = images.shown(task, recipe.data().noise(), recipe.seed());
    EpochOrder order = new EpochOrder("data." + task.id(), shown.size(), recipe.training().batch());
    Objective<Batch.Demonstrations> loss = task == ImageTask.INK ? ink : new ClassLoss(task);
    return Term.of(
        task.id(), new Imitation(shown, order, (drawn, _) -> drawn.labels(), "teacher"), loss);
  }
}
