package dev.mneme.lab.parity;

import dev.mneme.data.InputException;
import dev.mneme.model.Mlp;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.policy.Classifier;
import dev.mneme.run.Checkpoint;
import dev.mneme.run.Execution;
import dev.mneme.run.RunFolder;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.train.AdamW;
import dev.mneme.train.EpochOrder;
import dev.mneme.train.Imitation;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import dev.mneme.train.Term;
import dev.mneme.train.Trainer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the base: a new network learns both tasks from a few hundred images of each, with AdamW and
 * a cosine schedule.
 */
final class Pretraining {

  private Pretraining() {}

  /** Trains, or loads what an earlier run in the folder trained. The caller closes the policy. */
  static Classifier run(ParityRecipe.Base recipe, ParityWorld world, RunFolder folder) {
    List<Integer> widths = new ArrayList<>(List.of(ParityWorld.WIDTH));
    widths.addAll(recipe.hidden());
    widths.add(10);
    try (RandomStreams streams = new RandomStreams(recipe.seed());
        Scope scope = Scope.open()) {
      Classifier policy = new Classifier(Mlp.initialised(widths, streams.get("init")));
      Examples examples = world.pretraining(recipe.examples(), streams.get("labels"));
      EpochOrder order =
          new EpochOrder("data", examples.size(), Math.min(recipe.batch(), examples.size()));
      long steps = order.steps() * recipe.epochs();
      Trainer.Plan plan =
          new Trainer.Plan(
              steps,
              AdamW.Settings.at(recipe.learningRate()),
              new Schedule(Schedule.Shape.COSINE, recipe.warmup()),
              0,
              order.steps(),
              steps);
      Imitation source = new Imitation(examples, order, Teachers.label(), "teacher");
      Term<?> term = Term.of("both", source, new CrossEntropy());
      try (Trainer trainer = new Trainer(plan, policy, List.of(term), List.of(), streams)) {
        Execution.toTheEnd(folder, trainer, Observer.NONE);
      }
      policy.close();
      return load(folder);
    }
  }

  /** The policy of a finished run's last checkpoint. The caller closes it. */
  static Classifier load(RunFolder folder) {
    try (Scope scope = Scope.open()) {
      Checkpoint last =
          folder
              .checkpoints()
              .latest()
              .orElseThrow(() ->
                  new InputException(
                      folder.path()
                          + " has lost its weights. Delete the folder to train them again."));
      return new Classifier(Mlp.of(Parameters.own(last.weights())));
    }
  }
}
