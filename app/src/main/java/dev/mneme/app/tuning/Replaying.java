package dev.mneme.app.tuning;

import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.DrGrpo;
import dev.mneme.objective.ExactKl;
import dev.mneme.objective.Objective;
import dev.mneme.objective.Viewed;
import dev.mneme.objective.Watched;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.preserve.SteeredWeight;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.text.ExampleTokens;
import dev.mneme.train.RecordImitation;
import dev.mneme.train.Replay;
import dev.mneme.train.ReplayDebt;
import dev.mneme.train.Source;
import dev.mneme.train.Term;
import dev.mneme.train.Terms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts the old tasks of a recipe beside a lesson, and what weighs all of it. Old tasks are learnt
 * by the model as it is, at temperature 1, whatever the lesson's policy is. Owns the rows, and what
 * judges completions of their prompts.
 */
final class Replaying implements AutoCloseable {

  /** Of Dr. GRPO; fresh samples never get there. */
  private static final double CLIP = 0.2;

  private final PostRecipe recipe;
  private final ReplayKeys keys;
  private final Learner learner;
  private final Path run;
  private final @Nullable SteeredWeight steered;
  private final @Nullable MixedExamples examples;
  private final @Nullable OldPrompts prompts;

  /**
   * @param learner borrowed
   * @param restraint moves the weight, where a budget does
   * @param run where texts of the base are kept
   */
  Replaying(PostRecipe recipe, Learner learner, Restraint restraint, Path run) {
    this.recipe = recipe;
    this.keys = recipe.preserve().replay();
    this.learner = learner;
    this.run = run;
    this.steered = restraint.replay();
    // Another order than that of the new task's rows, should they be the same.
    long seed = ~recipe.seed();
    boolean rows = keys.wanted() && keys.rows().exist();
    this.prompts = keys.rewarded() ? new OldPrompts(recipe, learner, seed) : null;
    this.examples = rows && !keys.rewarded() ? keys.rows().open(seed) : null;
  }

  /**
   * All that a run learns.
   *
   * @param streams borrowed
   */
  Terms beside(Lesson lesson, RandomStreams streams) {
    List<Term<?>> terms = new ArrayList<>(lesson.terms());
    List<Double> proportions = new ArrayList<>(lesson.proportions());
    if (keys.wanted()) {
      ReplayDebt debt = new ReplayDebt(keys.plan(recipe.tuning().steps()));
      terms.replaceAll(term -> term.counted(debt));
      terms.add(term(debt));
      proportions.add(keys.weight());
    }
    return new Terms(terms, recipe.reweighting().over(proportions, keys.wanted(), streams));
  }

  private Term<?> term(ReplayDebt debt) {
    return switch (keys.learns()) {
      case ANSWERS -> term(new Replay(rows(), debt), new Viewed<>(plain(1), new CrossEntropy()));
      case BASE -> {
        ExactKl kept = new ExactKl(ExactKl.Direction.FORWARD, base());
        yield term(new Replay(rows(), debt), new Viewed<>(plain(1), kept));
      }
      case REWARD -> {
        LanguagePolicy plain = plain(keys.tokens());
        Objective<Batch.Experience> earned = new DrGrpo(CLIP, CLIP, keys.tokens());
        yield term(
            Objects.requireNonNull(prompts).replay(plain, debt),
            new Viewed<>(plain, new Watched(earned)));
      }
    };
  }

  private <B extends Batch> Term<B> term(Source<B> source, Objective<B> objective) {
    // Where terms are weighed, the weight is the proportion of a kind that keeps it.
    double weight = recipe.reweighting().wanted() ? 1 : keys.weight();
    SteeredWeight moved = steered;
    Term.Weighted<B> learnt =
        moved == null
            ? new Term.Weighted<>("loss", weight, objective)
            : new Term.Weighted<>("loss", moved, objective);
    return new Term<>(ReplayKeys.NAME, source, List.of(learnt));
  }

  /** The model that learns, as it is. */
  private LanguagePolicy plain(int maxTokens) {
    return learner.tuned(learner.writing(maxTokens, 1), recipe.tuning().scoring());
  }

  private LanguagePolicy base() {
    return learner.base(learner.writing(1, 1), recipe.tuning().scoring());
  }

  private Replay.Rows rows() {
    MixedExamples rows = examples;
    if (rows == null) {
      return new OwnTexts(keys, learner, recipe.seed(), run);
    }
    ExampleTokens tokens = recipe.data().tokens(learner);
    int longest = recipe.data().longest(learner.shape().maxPositions());
    return position -> RecordImitation.learnt(tokens, rows.at(position), longest);
  }

  @Override
  public void close() {
    if (examples != null) {
      examples.close();
    }
    if (prompts != null) {
      prompts.close();
    }
  }
}
