package dev.mneme.app.study;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From what and how the models of a study were measured: what two studies must have alike for their
 * models to be told of together. Every line of {@code points.csv} says so.
 *
 * @param page where its columns are explained
 * @param cells of a line, column by column
 */
public record Measured(String page, Map<String, String> cells) {

  private static final String BASE = "base_sha256";

  public Measured {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
  }

  /**
   * What a study does.
   *
   * @param how beside its base, by column
   */
  public static Measured of(String page, Path base, Map<String, Integer> how) {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put(BASE, new StudyBase(base).fingerprint());
    new TreeMap<>(how).forEach((column, value) -> cells.put(column, value.toString()));
    return new Measured(page, cells);
  }

  /** The columns that say so. */
  public List<String> columns() {
    return List.copyOf(cells.keySet());
  }

  /**
   * Sees that a line of another study agrees.
   *
   * @param file for messages
   * @throws InputException in one line, if it does not, or does not say
   */
  public void require(Path file, StudyRow row) {
    cells.forEach((column, here) -> {
      String there = row.text(column);
      if (there.isEmpty()) {
        throw InputException.of(
            "%s does not say its %s, so that nobody can tell whether it was measured as the study here. If you know it, add the column; see %s.",
            file, column, page);
      }
      if (!there.equals(here)) {
        throw InputException.of(
            "%s: %s is %s there and %s here. Join studies that agree in their base and in %s, or measure one of them again.",
            file,
            column,
            there,
            here,
            String.join(", ", columns().stream().filter(each -> !each.equals(BASE)).toList()));
      }
    });
  }
}
