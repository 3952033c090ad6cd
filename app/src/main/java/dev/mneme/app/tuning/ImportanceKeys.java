package dev.mneme.app.tuning;

import dev.mneme.recipe.Rule;
import java.util.List;

/**
 * An anchor that holds each weight as firmly as it matters to what is to be kept.
 *
 * @param weight 0 for none
 * @param sources rows of what is to be kept; one without a file for texts that the base writes
 * @param samples rows looked at, or texts written
 * @param normalise whether importances are divided by their mean
 */
record ImportanceKeys(
    double weight, List<RecordData.Source> sources, int samples, boolean normalise) {

  static final ImportanceKeys NONE =
      new ImportanceKeys(0, RecordData.DEFAULTS.sources(), 256, true);

  ImportanceKeys {
    sources = new OldRows(sources).sources();
    Rule.atLeast(0, "weight", weight);
    Rule.atLeast(1, "samples", samples);
  }

  /** The rows that are looked at, if texts of the base are not. */
  OldRows rows() {
    return new OldRows(sources);
  }
}
