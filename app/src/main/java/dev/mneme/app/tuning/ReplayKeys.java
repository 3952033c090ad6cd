package dev.mneme.app.tuning;

import dev.mneme.recipe.Rule;
import dev.mneme.train.Replay;
import java.util.List;

/**
 * What is learnt on of old tasks beside the new one.
 *
 * @param ratio learnt tokens of the old for each of the new; 0 for none
 * @param sources rows of old tasks; one without a file for texts that the base writes itself
 * @param written how many texts the base writes
 * @param tokens longest of them
 * @param weight of its loss beside the new task's
 * @param until share of the run's steps after which it is over
 */
record ReplayKeys(
    double ratio,
    List<RecordData.Source> sources,
    int written,
    int tokens,
    Learns learns,
    double weight,
    double until,
    Replay.Shape schedule) {

  /** What the term of old tasks is called. */
  static final String NAME = "replay";

  static final ReplayKeys NONE =
      new ReplayKeys(
          0, RecordData.DEFAULTS.sources(), 512, 128, Learns.ANSWERS, 1, 1, Replay.Shape.CONSTANT);

  /** What is imitated at the tokens of old tasks. */
  enum Learns {
    /** The tokens themselves. */
    ANSWERS,
    /** What the base would say there. */
    BASE
  }

  ReplayKeys {
    sources = new OldRows(sources).sources();
    Rule.atLeast(0, "ratio", ratio);
    Rule.atLeast(1, "written", written);
    Rule.atLeast(1, "tokens", tokens);
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

  /** In a run of so many steps. */
  Replay.Plan plan(long steps) {
    return new Replay.Plan(ratio, Math.max(1, Math.round(until * steps)), schedule);
  }
}
