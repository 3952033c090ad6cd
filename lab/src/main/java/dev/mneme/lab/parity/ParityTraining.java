package dev.mneme.lab.parity;

import dev.mneme.policy.Classifier;
import dev.mneme.run.RunFolder;
import dev.mneme.train.Observer;
import org.jspecify.annotations.Nullable;

/**
 * One recipe from end to end in one run folder, with the base (and the teacher, where there is one)
 * in folders inside.
 */
public final class ParityTraining {

  private final ParityRecipe recipe;
  private final ParityWorld world;
  private final RunOpener opener;

  /** Opens the folder of a run below the training's own. */
  @FunctionalInterface
  public interface RunOpener {

    /**
     * @param name empty for the training itself
     */
    RunFolder open(String name, ParityRecipe recipe);
  }

  public ParityTraining(ParityRecipe recipe, ParityWorld world, RunOpener opener) {
    this.recipe = recipe;
    this.world = world;
    this.opener = opener;
  }

  /** Trains to the end, or goes on to it. The tuned weights are the last checkpoint. */
  public void run(Observer watcher) {
    try (RunFolder run = opener.open("", recipe);
        Base base = base();
        TeacherSlot teacher = teacher(base)) {
      new Trial(recipe, world, base, teacher.policy()).run(run, watcher, Trial.Ending.KEEP);
    }
  }

  private Base base() {
    try (RunFolder run = opener.open("base", recipe)) {
      Classifier policy = Pretraining.run(recipe.base(), world, run);
      return new Base(policy, world, recipe.probing().testImages(), recipe.base().seed());
    }
  }

  private TeacherSlot teacher(Base base) {
    if (recipe.tuning().method() != Method.SFT_DISTILLED) {
      return new TeacherSlot(null);
    }
    ParityRecipe taught = recipe.with(Method.GRPO);
    try (RunFolder run = opener.open("teacher", taught)) {
      new Trial(taught, world, base, null).run(run, Observer.NONE, Trial.Ending.KEEP);
      return new TeacherSlot(Pretraining.load(run));
    }
  }

  /** A teacher that is there for one method only. */
  private record TeacherSlot(@Nullable Classifier policy) implements AutoCloseable {
    @Override
    public void close() {
      if (policy != null) {
        policy.close();
      }
    }
  }
}
