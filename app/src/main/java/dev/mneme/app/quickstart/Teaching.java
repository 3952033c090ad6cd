package dev.mneme.app.quickstart;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.training.Trainable;
import dev.mneme.app.training.TunedModel;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.recipe.Draft;
import dev.mneme.run.Sweep;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;

/** One way of teaching: a recipe that comes with Mneme, over a model and a task's problems. */
final class Teaching implements Sweep.Trial {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String way;
  private final Draft recipe;
  private final int steps;
  private final Path folder;
  private final Observer watcher;

  private Teaching(String way, Draft recipe, int steps, Path folder, Observer watcher) {
    this.way = way;
    this.recipe = recipe;
    this.steps = steps;
    this.folder = folder;
    this.watcher = watcher;
  }

  /**
   * What both ways share.
   *
   * @param model the base
   * @param problems rows of the task
   * @param course the task
   * @param out holds a folder for each way
   * @param watcher hears what happens in both, from threads of their own
   */
  record Shared(Path model, Path problems, String course, long seed, Path out, Observer watcher) {}

  /** Imitation of the answers of an outside teacher. */
  static Teaching sft(Shared shared, int steps) {
    return of("SFT", "sft", shared, steps, recipe -> recipe);
  }

  /** Rewards for what the model writes itself. */
  static Teaching grpo(Shared shared, int steps) {
    return of(
        "GRPO",
        "grpo",
        shared,
        steps,
        recipe -> recipe.with("reward.course", JSON.stringNode(shared.course())));
  }

  private static Teaching of(
      String way, String name, Shared shared, int steps, UnaryOperator<Draft> more) {
    Draft recipe =
        Draft.parse(name + ".yaml", text(name + ".yaml"))
            .with("model", JSON.stringNode(shared.model().toString()))
            .with("data.sources.1.file", JSON.stringNode(shared.problems().toString()))
            .with("seed", JSON.numberNode(shared.seed()))
            .with("tuning.steps", JSON.numberNode(steps))
            .with("probing.every", JSON.numberNode(steps));
    return new Teaching(
        way, more.apply(recipe), steps, shared.out().resolve(name), shared.watcher());
  }

  private static String text(String resource) {
    try (InputStream in = Teaching.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  int steps() {
    return steps;
  }

  /** The model that it left. */
  TunedModel tuned() {
    return training().tuned(folder).orElseThrow();
  }

  private Trainable training() {
    return PostTraining.of(recipe);
  }

  @Override
  public String name() {
    return way;
  }

  /** Left to the run's folder, which knows whether it holds the same recipe. */
  @Override
  public boolean isFinished() {
    return false;
  }

  @Override
  public void run() {
    training().train(folder, Terminal.plain(Writer.nullWriter(), Writer.nullWriter()), watcher);
  }
}
