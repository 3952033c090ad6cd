package dev.mneme.app.tuning;

import dev.mneme.data.records.MixedExamples;
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
    sources = List.copyOf(sources);
    Rule.atLeast(0, "weight", weight);
    Rule.atLeast(1, "samples", samples);
    for (RecordData.Source source : sources) {
      Rule.require(
          sources.size() == 1 || !source.file().isBlank(),
          "each of several sources needs a file; a single one without is what the base writes",
          "\"\"");
      Rule.require(
          source.weight() == 1,
          "the weight of a source must be 1 here; set how often its rows come with ratio",
          source.weight());
    }
  }

  /** Whether rows are looked at, and not texts of the base. */
  boolean hasRows() {
    return !sources.getFirst().file().isBlank();
  }

  /** Opens the rows, none held out. The caller closes them. */
  MixedExamples open(long seed) {
    return new MixedExamples(
        sources.stream().map(RecordData.Source::source).toList(), 0, SftLesson.FORMATS, seed);
  }
}
