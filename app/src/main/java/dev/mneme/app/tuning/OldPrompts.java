package dev.mneme.app.tuning;

import dev.mneme.app.reward.RewardKeys;
import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.train.RecordJudge;
import dev.mneme.train.RecordSampling;
import dev.mneme.train.ReplayDebt;
import dev.mneme.train.RewardedReplay;
import java.util.EnumSet;

/**
 * Prompts of old tasks that the model completes while it learns something new, and what judges its
 * completions. Owns the rows and the sandboxes.
 */
final class OldPrompts implements AutoCloseable {

  private final Sandboxes sandboxes = new Sandboxes();
  private final PostRecipe recipe;
  private final ReplayKeys keys;
  private final Learner learner;
  private final RecordSampling.Plan plan;
  private final MixedExamples examples;

  /**
   * @param recipe with a rewarded replay
   * @param learner borrowed
   * @param seed of the order of the rows
   */
  OldPrompts(PostRecipe recipe, Learner learner, long seed) {
    this.recipe = recipe;
    this.keys = recipe.preserve().replay();
    this.learner = learner;
    this.plan = plan(recipe, learner.shape().maxPositions());
    this.examples = open(keys, seed);
  }

  /** Opens the rows. The caller closes them. */
  static MixedExamples open(ReplayKeys keys, long seed) {
    return keys.rows().open(EnumSet.of(Format.QUESTION), seed);
  }

  /** How they are sampled with a model that reads so many tokens. */
  static RecordSampling.Plan plan(PostRecipe recipe, int positions) {
    ReplayKeys keys = recipe.preserve().replay();
    int longestPrompt = keys.longestPrompt(recipe.data().longest(positions));
    return new RecordSampling.Plan(keys.group(), false, longestPrompt, ReplayKeys.TOKENS);
  }

  /**
   * Prompts of a step: where completions are short, a few tokens owed could make any number of
   * them.
   */
  static int most(PostRecipe recipe) {
    return (int) Math.min(Integer.MAX_VALUE, 4L * recipe.tuning().batch());
  }

  /**
   * Experience on the prompts.
   *
   * @param policy borrowed; the one in training, at temperature 1
   * @throws dev.mneme.data.InputException if the first row has not what the reward compares with,
   *     as it may take steps until its turn comes
   */
  RewardedReplay replay(LanguagePolicy policy, ReplayDebt debt) {
    RecordJudge judge =
        new RecordJudge(
            learner.tokenizer(),
            learner.ends(),
            RewardKeys.verifier(keys.reward(), learner.tokenizer(), sandboxes));
    judge.of(examples.at(0), "");
    RecordSampling sampling =
        new RecordSampling(policy, recipe.data().tokens(learner), judge, plan, null);
    return new RewardedReplay(sampling, examples, keys.tokens(), most(recipe), debt);
  }

  @Override
  public void close() {
    sandboxes.close();
    examples.close();
  }
}
