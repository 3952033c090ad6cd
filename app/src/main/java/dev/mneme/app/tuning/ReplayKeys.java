package dev.mneme.app.tuning;

import dev.mneme.app.reward.RewardKeys;
import dev.mneme.data.InputException;
import dev.mneme.recipe.Rule;
import dev.mneme.train.ReplayDebt;
import java.util.List;
import java.util.Locale;

/**
 * What is learnt on of old tasks beside the new one.
 *
 * @param ratio learnt tokens of the old for each of the new; 0 for none
 * @param sources rows of old tasks; one without a file for texts that the base writes itself
 * @param written how many texts the base writes
 * @param tokens longest of them; where old tasks are rewarded, longest completion
 * @param reward what the completions of old prompts earn, where that is what is learnt
 * @param group completions of each such prompt
 * @param weight of its loss beside the new task's
 * @param until share of the run's steps after which it is over
 */
record ReplayKeys(
    double ratio,
    List<RecordData.Source> sources,
    int written,
    int tokens,
    Learns learns,
    List<RewardKeys> reward,
    int group,
    double weight,
    double until,
    ReplayDebt.Shape schedule) {

  /** What the term of old tasks is called. */
  static final String NAME = "replay";

  /** How the longest completion is called. */
  static final String TOKENS = "preserve.replay.tokens";

  static final ReplayKeys NONE =
      new ReplayKeys(
          0,
          RecordData.DEFAULTS.sources(),
          512,
          128,
          Learns.ANSWERS,
          List.of(RewardKeys.DEFAULTS),
          8,
          1,
          1,
          ReplayDebt.Shape.CONSTANT);

  /** What old tasks are learnt by. */
  enum Learns {
    /** Imitation of the rows' tokens. */
    ANSWERS,
    /** Imitation of what the base would say there. */
    BASE,
    /** Reward for what the model itself writes behind the rows' prompts. */
    REWARD
  }

  ReplayKeys {
    sources = new OldRows(sources).sources();
    reward = List.copyOf(reward);
    RewardKeys.requireMixture(reward);
    Rule.atLeast(0, "ratio", ratio);
    Rule.atLeast(1, "written", written);
    Rule.atLeast(1, "tokens", tokens);
    Rule.atLeast(2, "group", group);
    Rule.require(
        learns == Learns.REWARD || reward.equals(List.of(RewardKeys.DEFAULTS)),
        "reward needs learns: reward",
        learns.name().toLowerCase(Locale.ROOT));
    Rule.require(
        learns != Learns.REWARD || new OldRows(sources).exist(),
        "learns: reward needs sources with files of prompts, as what the base writes has no right answer",
        "\"\"");
    Rule.require(weight > 0 && Double.isFinite(weight), "weight must be positive", weight);
    Rule.require(until > 0 && until <= 1, "until must lie above 0 and not above 1", until);
  }

  boolean wanted() {
    return ratio > 0;
  }

  /** The rows that are learnt on, if texts of the base are not. */
  OldRows rows() {
    return new OldRows(sources);
  }

  /** Whether it learns from completions. */
  boolean rewarded() {
    return wanted() && learns == Learns.REWARD;
  }

  /**
   * Tokens of the longest prompt that leaves room for a completion.
   *
   * @param longest tokens of an example
   */
  int longestPrompt(int longest) {
    if (tokens >= longest) {
      throw InputException.of(
          "%s is %,d and an example has at most %,d tokens, which leaves none for the prompt. Lower it.",
          TOKENS, tokens, longest);
    }
    return longest - tokens;
  }

  /** In a run of so many steps. */
  ReplayDebt.Plan plan(long steps) {
    return new ReplayDebt.Plan(ratio, Math.max(1, Math.round(until * steps)), schedule);
  }
}
