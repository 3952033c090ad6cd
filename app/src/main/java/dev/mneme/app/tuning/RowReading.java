package dev.mneme.app.tuning;

import dev.mneme.app.reward.RewardKeys;
import dev.mneme.data.records.Demonstrated;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.text.ExampleTokens;
import dev.mneme.text.Tokenizer;
import dev.mneme.train.RecordCompletions;
import dev.mneme.train.RecordImitation;
import dev.mneme.train.RecordInformed;
import dev.mneme.train.RecordJudge;
import dev.mneme.train.RecordPreferences;
import dev.mneme.train.RecordSampling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Reads rows as a run with an {@code objective} will. Which ones it draws is known beforehand, so
 * that a bad one is told before the first step and not hours later, in its turn.
 */
final class RowReading implements AutoCloseable {

  /** Rows looked at; in longer runs the later ones are first read in their turn. */
  static final int MOST = 20_000;

  private final Sandboxes sandboxes = new Sandboxes();
  private final PostRecipe recipe;
  private final ExampleTokens tokens;
  private final int positions;
  private final Reading learnt;
  private final Reading heldOut;

  /** Makes of a row the prompt that is gone on from, or refuses the row. */
  private interface Reading {
    int[] prompt(MixedExamples.Drawn row);
  }

  /**
   * @param tokenizer borrowed
   * @param positions how many tokens the model reads
   * @throws dev.mneme.data.InputException if the recipe leaves no room for prompts
   */
  RowReading(PostRecipe recipe, ExampleTokens tokens, Tokenizer tokenizer, int positions) {
    this.recipe = recipe;
    this.tokens = tokens;
    this.positions = positions;
    int longest = recipe.data().longest(positions);
    Reading imitated = row -> RecordImitation.prompt(RecordImitation.learnt(tokens, row, longest));
    switch (recipe) {
      case SftRecipe _ -> {
        learnt = imitated;
        heldOut = imitated;
      }
      case PreferenceRecipe _ -> {
        learnt = row -> RecordPreferences.pair(tokens, row, longest).prompt();
        heldOut = learnt;
      }
      case RewardRecipe reward -> {
        learnt = rewarded(reward, tokenizer);
        heldOut = learnt;
      }
      case DistillationRecipe distillation -> {
        learnt = distilled(distillation, imitated);
        heldOut =
            distillation.objective() == DistillationRecipe.Distilling.SDFT ? imitated : learnt;
      }
    }
  }

  private Reading rewarded(RewardRecipe reward, Tokenizer tokenizer) {
    RecordSampling.Plan plan = reward.sampling(positions);
    RecordJudge judge =
        new RecordJudge(
            tokenizer, Set.of(), RewardKeys.verifier(reward.reward(), tokenizer, sandboxes));
    return row -> {
      // Finds out whether the row has what the rewards compare with.
      judge.of(row, "");
      return RecordSampling.prompt(tokens, row, plan);
    };
  }

  private Reading distilled(DistillationRecipe distillation, Reading imitated) {
    int most = recipe.data().longestPrompt(positions, distillation.sampling().maxTokens());
    return row -> {
      if (distillation.objective() == DistillationRecipe.Distilling.SDFT) {
        informed(distillation, row);
      } else if (!distillation.alwaysOwn()) {
        imitated.prompt(row);
      }
      return RecordCompletions.prompt(tokens, row, most);
    };
  }

  /** The prompt of a row with its answer in it. */
  int[] informed(DistillationRecipe distillation, MixedExamples.Drawn row) {
    return RecordInformed.informed(
        tokens,
        new Demonstrated(distillation.teacher().demonstration()),
        row,
        distillation.longestInformed(positions));
  }

  /**
   * The prompt of a row.
   *
   * @throws dev.mneme.data.InputException naming the row, if it cannot be learnt from
   */
  int[] prompt(MixedExamples.Drawn row) {
    return learnt.prompt(row);
  }

  /**
   * Reads the rows that the run draws, each once.
   *
   * @param examples borrowed
   * @throws dev.mneme.data.InputException naming the first that cannot be learnt from
   */
  void requireRows(MixedExamples examples) {
    if (recipe instanceof SftRecipe && recipe.reweighting().wanted()) {
      // Each source is an objective of its own, with rows of its own in every step.
      int[] rows = examples.split(recipe.tuning().batch());
      for (int source = 0; source < rows.length; source++) {
        int number = source;
        double drawn = (double) recipe.tuning().steps() * rows[source];
        requireRows(drawn, examples.size(), place -> examples.of(number, place, 1).getFirst());
      }
    } else {
      requireRows(recipe.drawn(), examples.size(), examples::at);
    }
  }

  private void requireRows(double drawn, long rows, LongFunction<MixedExamples.Drawn> at) {
    Set<String> seen = new HashSet<>();
    for (long place = 0; place < Math.min(MOST, drawn) && seen.size() < rows; place++) {
      MixedExamples.Drawn row = at.apply(place);
      if (seen.add(row.place())) {
        learnt.prompt(row);
      }
    }
  }

  /**
   * Reads the rows that are held out and measured on.
   *
   * @param examples borrowed
   * @throws dev.mneme.data.InputException naming one that cannot be measured on, or if too few
   *     leave room for what is measured
   */
  void requireHeldOut(MixedExamples examples) {
    List<int[]> prompts =
        examples.aside(recipe.probing().samples()).stream().map(heldOut::prompt).toList();
    BaseTexts.starts(prompts, recipe.probing(), positions);
  }

  @Override
  public void close() {
    sandboxes.close();
  }
}
