package dev.mneme.app.parity;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.training.Trainable;
import dev.mneme.app.tuning.Averaging;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.app.tuning.TextTraining;
import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.recipe.Draft;
import java.util.Map;

/** The kinds of recipes that there are. */
public final class Recipes {

  private Recipes() {}

  /**
   * What a recipe declares; its keys at the top say of which kind it is.
   *
   * @param images where images come from, for those that need them
   * @param terminal for what is said while they come
   * @throws dev.mneme.data.InputException naming the first mistake
   */
  public static Trainable of(Draft draft, ImageOptions images, Terminal terminal) {
    Map<String, String> top = draft.topLevel();
    if (PostTraining.declaredBy(top)) {
      return PostTraining.of(draft);
    }
    if (Averaging.declaredBy(top.keySet())) {
      return Averaging.of(draft);
    }
    return TextTraining.declaredBy(top.keySet())
        ? TextTraining.of(draft)
        : new ParityRun(ParityRecipe.FORMAT.resolve(draft), images, terminal);
  }
}
