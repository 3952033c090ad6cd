package dev.mneme.app.tuning;

import dev.mneme.data.records.Format;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.recipe.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows of what is to be kept: some files, or none, and the base writes texts instead.
 *
 * @param sources as a recipe names them; a single one without a file for what the base writes
 */
record OldRows(List<RecordData.Source> sources) {

  OldRows {
    sources = List.copyOf(sources);
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

  /** Whether there are files. */
  boolean exist() {
    return !sources.getFirst().file().isBlank();
  }

  /** Opens the files as rows to imitate, no row held out. The caller closes them. */
  MixedExamples open(long seed) {
    return open(SftLesson.FORMATS, seed);
  }

  /** The same as rows of some formats. */
  MixedExamples open(Set<Format> formats, long seed) {
    return new MixedExamples(
        sources.stream().map(RecordData.Source::source).toList(), 0, formats, seed);
  }

  /** SHA-256 of the files, by path. */
  Map<String, String> hashes() {
    return exist() ? RecordData.hashes(sources) : new TreeMap<>();
  }
}
