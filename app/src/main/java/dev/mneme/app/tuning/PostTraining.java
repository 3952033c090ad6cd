package dev.mneme.app.tuning;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.forecast.Checked;
import dev.mneme.app.language.ModelSource;
import dev.mneme.app.training.Trainable;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.recipe.Draft;
import dev.mneme.recipe.RecipeFormat;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.train.Observer;
import dev.mneme.train.Steering;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of post-training, declared by a recipe with an {@code objective}: imitation, preference,
 * reward or distillation. The defaults depend on it.
 */
public final class PostTraining {

  private static final String OBJECTIVE = "objective";

  private PostTraining() {}

  /** Whether a recipe's keys are those of this training. */
  public static boolean declaredBy(Map<String, String> top) {
    return top.containsKey(OBJECTIVE);
  }

  /**
   * A recipe of whichever kind its objective says.
   *
   * @throws InputException naming the first mistake
   */
  public static Trainable of(Draft draft) {
    return read(draft);
  }

  /**
   * A recipe and how it is written.
   *
   * @param resolved all keys
   * @param differences keys that are not as by default
   */
  record Declared(PostRecipe recipe, String resolved, Map<String, String> differences)
      implements Trainable {

    @Override
    public Device device() {
      return recipe.device().device();
    }

    @Override
    public Checked check() {
      return PostCheck.of(this);
    }

    @Override
    public Optional<TunedModel> tuned(Path folder) {
      return TuningRun.tuned(folder, recipe.model());
    }

    @Override
    public void train(Path folder, Terminal terminal, Observer watcher) {
      device().run(() -> trainHere(folder, terminal, watcher));
    }

    private void trainHere(Path folder, Terminal terminal, Observer watcher) {
      TuningRun run = new TuningRun(folder, terminal, watcher);
      Restraint restraint = Restraint.of(recipe);
      try (RandomStreams streams = new RandomStreams(recipe.seed());
          Learner learner =
              Learner.read(
                  recipe.model(),
                  recipe.lora(),
                  recipe.preserve().frozen(),
                  recipe.tuning().precision().type(),
                  streams.get("init"));
          Anchoring anchoring = new Anchoring(recipe, learner);
          Lesson lesson = lesson(learner, restraint);
          Replaying replaying = new Replaying(recipe, learner, restraint, folder);
          Budgeting budgeting = budgeting(learner, lesson, restraint)) {
        requireRows(learner, lesson.examples());
        Map<String, String> data = new TreeMap<>(recipe.data().hashes());
        data.putAll(recipe.preserve().hashes());
        data.putAll(budgeting == null ? Map.of() : budgeting.hashes());
        TuningRun.Work work =
            new TuningRun.Work(
                learner,
                models(learner),
                lesson.policy(),
                replaying.beside(lesson, streams),
                anchoring::in,
                budgeting == null ? Steering.NONE : budgeting,
                recipe.plan(),
                recipe.probing(),
                lesson.task());
        run.toTheEnd(work, resolved, data, recipe.seed(), streams);
      }
    }

    private void requireRows(Learner learner, MixedExamples examples) {
      try (RowReading reading =
          new RowReading(
              recipe,
              recipe.data().tokens(learner),
              learner.tokenizer(),
              learner.shape().maxPositions())) {
        reading.requireRows(examples);
      }
    }

    private List<ModelSource> models(Learner learner) {
      return recipe instanceof DistillationRecipe distillation
              && !distillation.teacher().model().isEmpty()
          ? List.of(learner.source(), ModelSource.in(Path.of(distillation.teacher().model())))
          : List.of(learner.source());
    }

    private @Nullable Budgeting budgeting(Learner learner, Lesson lesson, Restraint restraint) {
      return recipe.budget().wanted()
          ? new Budgeting(recipe, learner, lesson.task(), restraint)
          : null;
    }

    private Lesson lesson(Learner learner, Restraint restraint) {
      return switch (recipe) {
        case SftRecipe sft -> new SftLesson(sft, learner, restraint);
        case PreferenceRecipe preference -> new PreferenceLesson(preference, learner, restraint);
        case RewardRecipe reward -> new RewardLesson(reward, learner, restraint);
        case DistillationRecipe distillation ->
            new DistillationLesson(distillation, learner, restraint);
      };
    }
  }

  static Declared read(Draft draft) {
    String objective = draft.topLevel().getOrDefault(OBJECTIVE, "");
    for (SftRecipe.Imitating each : SftRecipe.Imitating.values()) {
      if (each.toString().equals(objective)) {
        return declared(SftRecipe.class, SftRecipe.defaults(each), draft);
      }
    }
    for (PreferenceRecipe.Preferring each : PreferenceRecipe.Preferring.values()) {
      if (each.toString().equals(objective)) {
        return declared(PreferenceRecipe.class, PreferenceRecipe.defaults(each), draft);
      }
    }
    for (RewardRecipe.Rewarded each : RewardRecipe.Rewarded.values()) {
      if (each.toString().equals(objective)) {
        return declared(RewardRecipe.class, RewardRecipe.defaults(each), draft);
      }
    }
    for (DistillationRecipe.Distilling each : DistillationRecipe.Distilling.values()) {
      if (each.toString().equals(objective)) {
        return declared(DistillationRecipe.class, DistillationRecipe.defaults(each), draft);
      }
    }
    String nearest = Nearest.of(objective, objectives());
    throw new InputException(
        "%s: unknown objective \"%s\".%s"
            .formatted(
                draft.name(),
                objective,
                nearest == null
                    ? " The objectives are %s.".formatted(String.join(", ", objectives()))
                    : " Did you mean \"%s\"?".formatted(nearest)));
  }

  private static <T extends Record & PostRecipe> Declared declared(
      Class<T> type, T defaults, Draft draft) {
    RecipeFormat<T> format = new RecipeFormat<>(type, defaults);
    T recipe = format.resolve(draft);
    return new Declared(recipe, format.write(recipe), format.differences(recipe));
  }

  /** All that a recipe may name. */
  static List<String> objectives() {
    return Stream.<Enum<?>[]>of(
            SftRecipe.Imitating.values(),
            PreferenceRecipe.Preferring.values(),
            RewardRecipe.Rewarded.values(),
            DistillationRecipe.Distilling.values())
        .flatMap(Stream::of)
        .map(Enum::toString)
        .toList();
  }
}
