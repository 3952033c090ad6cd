package dev.mneme.app.razor;

import dev.mneme.app.study.StudyBase;
import dev.mneme.app.study.StudyRow;
import dev.mneme.data.InputException;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the models of a study were measured, and from what: what two studies must have alike for
 * their models to be told of together. Every line of {@code points.csv} says so.
 *
 * @param base hash of all that the base's answers depend on
 * @param items of each benchmark that models are asked
 * @param answerTokens the most of an answer
 * @param klSequences drawn of either model for its KL
 */
record Measured(String base, int items, int answerTokens, int klSequences) {

  /** The columns that say so. */
  static final List<String> COLUMNS =
      List.of("base_sha256", "items", "answer_tokens", "kl_sequences");

  /** What this study does. */
  static Measured here(Path base, RazorPlan plan) {
    return new Measured(
        new StudyBase(base).fingerprint(), plan.items(), WorldBenchmarks.MOST_TOKENS, plan.drift());
  }

  /** The cells of a line, column by column. */
  Map<String, String> cells() {
    Map<String, String> cells = new LinkedHashMap<>();
    List<Object> values = List.of(base, items, answerTokens, klSequences);
    for (int i = 0; i < values.size(); i++) {
      cells.put(COLUMNS.get(i), values.get(i).toString());
    }
    return cells;
  }

  /**
   * Sees that a line of another study agrees.
   *
   * @param file for messages
   * @throws InputException in one line, if it does not, or does not say
   */
  void require(Path file, StudyRow row) {
    cells()
        .forEach((column, here) -> {
          String there = row.text(column);
          if (there.isEmpty()) {
            throw InputException.of(
                "%s does not say its %s, so that nobody can tell whether it was measured as the study here. If you know it, add the column; see docs/reference/razor-lm.md.",
                file, column);
          }
          if (!there.equals(here)) {
            throw InputException.of(
                "%s: %s is %s there and %s here. Join studies that agree in their base and in %s, or measure one of them again.",
                file, column, there, here, String.join(", ", COLUMNS.subList(1, COLUMNS.size())));
          }
        });
  }
}
