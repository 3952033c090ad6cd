package dev.mneme.app.tuning;

import dev.mneme.app.evaluation.PriorTasks;
import dev.mneme.app.forecast.Checked;
import dev.mneme.app.language.ModelSource;
import dev.mneme.app.reward.RewardKeys;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.data.records.Tokens;
import dev.mneme.model.DecoderShape;
import dev.mneme.policy.Scoring;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.tensor.Device;
import dev.mneme.text.ExampleTokens;
import dev.mneme.text.Tokenizer;
import dev.mneme.train.DecoderCosts;
import dev.mneme.train.RecordImitation;
import dev.mneme.train.RecordJudge;
import dev.mneme.train.RecordPreferences;
import dev.mneme.train.RecordSampling;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a recipe with an {@code objective} and the files it names as its run will, but for the
 * weights, of which it reads the headers, and tells from the first batch how long examples are.
 */
final class PostCheck {

  /** Examples looked at. */
  private static final int MOST = 256;

  /** Of them, those whose answers are looked for. */
  private static final int JUDGED = 16;

  private PostCheck() {}

  /**
   * Checks a recipe.
   *
   * @throws dev.mneme.data.InputException if the recipe, the model or the first rows of the data
   *     are no good
   */
  static Checked of(PostTraining.Declared declared) {
    Device device = declared.device();
    PostRecipe recipe = declared.recipe();
    ModelSource source = Learner.source(recipe.model());
    DecoderShape shape = source.shape();
    Set<String> frozen = Learner.frozen(recipe.lora(), recipe.preserve().frozen(), shape);
    StepRows rows;
    @Nullable Teaching teaching = null;
    ReplayForecast.@Nullable Rows replayed;
    BudgetForecast budget;
    try (Tokenizer tokenizer = Tokenizer.of(source.folder());
        MixedExamples examples = recipe.data().open(formats(recipe), recipe.seed())) {
      List<MixedExamples.Drawn> first = examples.at(0, Math.min(recipe.tuning().batch(), MOST));
      RecordData data = recipe.data();
      ExampleTokens tokens =
          new ExampleTokens(
              source.folder(),
              tokenizer,
              shape.vocabulary(),
              new ExampleTokens.Asking(data.chat(), data.system()));
      try (RowReading reading = new RowReading(recipe, tokens, tokenizer, shape.maxPositions())) {
        reading.requireRows(examples);
        reading.requireHeldOut(examples);
        rows = rows(recipe, first, tokens, data.longest(shape.maxPositions()), reading);
        if (recipe instanceof DistillationRecipe distillation) {
          teaching = teaching(distillation, shape, tokenizer, rows, first, reading);
        }
      }
      replayed = replayed(recipe, shape, tokenizer, tokens);
      budget = budget(recipe, source.folder(), tokenizer);
      Learner.begin(source, shape, tokenizer);
    }
    recipe.preserve().requireRows(recipe.seed());
    String what =
        String.format(
            Locale.ROOT,
            "a language model of %,d weights learns from %s in %,d steps",
            new DecoderCosts(shape).parameters(),
            recipe.data().sources().stream()
                .map(RecordData.Source::file)
                .collect(Collectors.joining(", ")),
            recipe.tuning().steps());
    PostForecast forecast =
        new PostForecast(recipe, shape, frozen, rows, teaching, replayed, budget);
    return new Checked(what, declared.differences(), declared.resolved(), device, forecast::here);
  }

  /** What a budget asks, once its prior tasks are in order. */
  private static BudgetForecast budget(PostRecipe recipe, Path model, Tokenizer tokenizer) {
    BudgetKeys keys = recipe.budget();
    keys.template(model);
    if (!keys.hasTasks()) {
      return BudgetForecast.NO_TASKS;
    }
    try (PriorTasks tasks = keys.tasks(recipe.tuning().steps())) {
      return BudgetForecast.of(tasks, keys.asksOnTheWay(), tokenizer);
    }
  }

  /** What the first rows of old tasks are like, if there are to be any. */
  private static ReplayForecast.@Nullable Rows replayed(
      PostRecipe recipe, DecoderShape shape, Tokenizer tokenizer, ExampleTokens tokens) {
    ReplayKeys keys = recipe.preserve().replay();
    if (!keys.wanted()) {
      return null;
    }
    if (!keys.rows().exist()) {
      long time = OwnTexts.longest(keys, shape.maxPositions());
      return new ReplayForecast.Rows(time - 1, time);
    }
    if (keys.rewarded()) {
      RecordSampling.Plan plan = OldPrompts.plan(recipe, shape.maxPositions());
      try (MixedExamples examples = OldPrompts.open(keys, recipe.seed())) {
        List<MixedExamples.Drawn> first = examples.at(0, JUDGED);
        judge(keys.reward(), tokenizer, first);
        long prompt = longest(first.stream().map(row -> RecordSampling.prompt(tokens, row, plan)));
        return new ReplayForecast.Rows(keys.tokens(), prompt + keys.tokens());
      }
    }
    int longest = recipe.data().longest(shape.maxPositions());
    try (MixedExamples examples = keys.rows().open(recipe.seed())) {
      List<Tokens> first =
          examples.at(0, JUDGED).stream()
              .map(row -> RecordImitation.learnt(tokens, row, longest))
              .toList();
      return new ReplayForecast.Rows(
          first.stream().mapToInt(Tokens::learnt).average().orElse(1),
          first.stream().mapToInt(Tokens::length).max().orElse(1));
    }
  }

  private static Teaching teaching(
      DistillationRecipe recipe,
      DecoderShape shape,
      Tokenizer tokenizer,
      StepRows rows,
      List<MixedExamples.Drawn> first,
      RowReading reading) {
    DistillationRecipe.Teacher keys = recipe.teacher();
    boolean mixed = keys.beta() > 0 && keys.beta() < 1;
    return switch (recipe.objective()) {
      case GKD -> {
        OtherModel other = OtherModel.of(keys.model(), shape.vocabulary(), tokenizer);
        yield new Teaching(other.shape(), rows.time(), true, mixed);
      }
      case SDFT -> {
        long prompt = longest(first.stream().map(row -> reading.informed(recipe, row)));
        boolean apart = keys.follow() > 0 && !recipe.lora().wanted();
        yield new Teaching(shape, prompt + recipe.sampling().maxTokens(), apart, mixed);
      }
    };
  }

  /** Finds out whether the rewards find in the first rows what they compare with. */
  private static void judge(
      List<RewardKeys> rewards, Tokenizer tokenizer, List<MixedExamples.Drawn> first) {
    try (Sandboxes sandboxes = new Sandboxes()) {
      RecordJudge judge =
          new RecordJudge(tokenizer, Set.of(), RewardKeys.verifier(rewards, tokenizer, sandboxes));
      first.stream().limit(JUDGED).forEach(drawn -> judge.of(drawn, ""));
    }
  }

  /**
   * What a batch like these examples is: rows as long as the longest, or as the mean where a pass
   * reads no padding.
   */
  private static StepRows rows(
      PostRecipe recipe,
      List<MixedExamples.Drawn> first,
      ExampleTokens tokens,
      int longest,
      RowReading reading) {
    long prompts = longest(first.stream().map(reading::prompt));
    int batch = recipe.tuning().batch();
    return switch (recipe) {
      case SftRecipe _ -> {
        List<Tokens> all =
            first.stream().map(row -> RecordImitation.learnt(tokens, row, longest)).toList();
        long most = all.stream().mapToInt(Tokens::length).max().orElse(1);
        double mean = all.stream().mapToInt(Tokens::length).average().orElse(1);
        boolean ragged =
            !recipe.tuning().scoring().inPieces() && Scoring.readsNoPadding(mean, (double) most);
        long time = ragged ? (long) Math.ceil(mean) : most;
        double answers = all.stream().mapToInt(Tokens::learnt).average().orElse(1);
        long count = recipe.tuning().packing() ? Math.ceilDiv((long) (mean * batch), time) : batch;
        long prompt = Math.max(1, time - Math.round(answers * batch / count));
        yield new StepRows(count, time, Math.min(prompt, time - 1), 1);
      }
      case PreferenceRecipe _ -> {
        List<RecordPreferences.Pair> pairs =
            first.stream().map(row -> RecordPreferences.pair(tokens, row, longest)).toList();
        boolean inPieces = recipe.tuning().scoring().inPieces();
        IntStream times =
            pairs.stream()
                .mapToInt(pair ->
                    pair.prompt().length
                        + (inPieces
                            ? Math.max(pair.chosen().length, pair.rejected().length)
                            : Math.ceilDiv(pair.chosen().length + pair.rejected().length, 2)));
        long time = inPieces ? times.max().orElse(1) : (long) Math.ceil(times.average().orElse(1));
        double prompt = pairs.stream().mapToInt(pair -> pair.prompt().length).average().orElse(1);
        long own = inPieces ? prompts : Math.round(prompt);
        yield new StepRows(2L * batch, time, Math.min(own, time - 1), 2);
      }
      case RewardRecipe reward -> {
        RewardRecipe.Sampled keys = reward.sampling();
        yield new StepRows(
            (long) batch * keys.group(), prompts + keys.maxTokens(), prompts, keys.group());
      }
      case DistillationRecipe distillation ->
          new StepRows(batch, prompts + distillation.sampling().maxTokens(), prompts, 1);
    };
  }

  private static long longest(Stream<int[]> prompts) {
    return prompts.mapToInt(prompt -> prompt.length).max().orElse(1);
  }

  private static Set<Format> formats(PostRecipe recipe) {
    return switch (recipe) {
      case SftRecipe _ -> SftLesson.FORMATS;
      case PreferenceRecipe _ -> EnumSet.of(Format.PREFERENCE);
      case RewardRecipe _ -> EnumSet.of(Format.QUESTION);
      case DistillationRecipe distillation -> DistillationLesson.formats(distillation);
    };
  }
}
