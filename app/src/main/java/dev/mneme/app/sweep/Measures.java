package dev.mneme.app.sweep;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.drift.TaskDrift;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.training.TunedModel;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What trained models are measured on: the questions of a suite, and how far each went from the
 * model that it was tuned from, on what its group learns. Owns both.
 */
final class Measures implements AutoCloseable {

  /** Begins the names of all figures that come of it. */
  static final String MEASURED = "measured.";

  /** Begins, behind that, the names of those that say how far a model went. */
  private static final String DRIFT = "drift.";

  private static final String DRIFT_FILE = "drift.json";

  private final @Nullable Exam exam;
  private final Map<String, String> learns; // task by group
  private final Map<String, TaskDrift> drifts; // by task

  private Measures(@Nullable Exam exam, Map<String, String> learns, Map<String, TaskDrift> drifts) {
    this.exam = exam;
    this.learns = learns;
    this.drifts = drifts;
  }

  /**
   * Reads what a sweep declares.
   *
   * @throws InputException in one line, if there is no such suite or task, or its figure is not
   *     among what is measured
   */
  static Measures of(SweepRecipe recipe) {
    SweepRecipe.Measure keys = recipe.measure();
    Path data = Path.of(keys.data());
    Map<String, String> learns = new HashMap<>();
    Map<String, TaskDrift> drifts = new LinkedHashMap<>();
    TaskDrift.Settings settings =
        new TaskDrift.Settings(
            keys.driftSamples(), keys.driftTokens(), keys.fisherSamples(), keys.chat());
    for (SweepRecipe.Group group : recipe.groups()) {
      String task = group.learns();
      if (!task.isBlank()) {
        learns.put(group.named().name(), task);
        drifts.computeIfAbsent(task, name -> drift(group, keys, data, settings));
      }
    }
    Exam exam =
        keys.suite().isBlank() ? null : Exam.of(keys.suite(), keys.limit(), data, keys.chat());
    Measures measures = new Measures(exam, learns, drifts);
    try {
      measures.requireFigure(recipe.figure());
      return measures;
    } catch (InputException mistake) {
      measures.close();
      throw mistake;
    }
  }

  private static TaskDrift drift(
      SweepRecipe.Group group, SweepRecipe.Measure keys, Path data, TaskDrift.Settings settings) {
    try {
      return TaskDrift.of(group.learns(), keys.suite(), data, settings);
    } catch (InputException mistake) {
      throw new InputException(
          "group \"%s\", learns: %s".formatted(group.named().name(), mistake.getMessage()),
          mistake);
    }
  }

  private void requireFigure(String figure) {
    if (!figure.startsWith(MEASURED)) {
      return;
    }
    List<String> known = figures();
    if (known.isEmpty()) {
      throw new InputException(
          "figure: \"%s\" comes of examining the models; say on what with measure.suite."
              .formatted(figure));
    }
    if (known.stream().noneMatch(each -> (figure + ".").startsWith(each + "."))) {
      throw TrialFigures.unknown(figure, known);
    }
  }

  private List<String> figures() {
    List<String> figures = new ArrayList<>();
    if (exam != null) {
      exam.figures().forEach(name -> figures.add(MEASURED + name));
    }
    if (!drifts.isEmpty()) {
      TaskDrift.FIGURES.forEach(name -> figures.add(MEASURED + DRIFT + name));
    }
    return figures;
  }

  private Optional<TaskDrift> drift(String group) {
    return Optional.ofNullable(learns.get(group)).map(drifts::get);
  }

  /** Whether models of a group are measured at all. */
  boolean any(String group) {
    return exam != null || drift(group).isPresent();
  }

  /** A hash of what models of a group are measured on; empty for nothing. */
  String fingerprint(String group) {
    String asked = exam == null ? "" : exam.fingerprint();
    return drift(group)
        .map(drift ->
            exam == null ? drift.fingerprint() : Sha256.of(asked + " " + drift.fingerprint()))
        .orElse(asked);
  }

  /**
   * Measures a model, or goes on measuring it.
   *
   * @param folder of the answers and of what was found
   * @return by names that begin with {@value #MEASURED}
   */
  Map<String, Double> of(String group, TunedModel tuned, Path folder, Terminal terminal) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (exam != null) {
      exam.ask(tuned.folder(), tuned.adapter(), folder, terminal)
          .forEach((name, value) -> figures.put(MEASURED + name, value));
    }
    drift(group)
        .map(drift ->
            drift.measure(
                tuned.base(), tuned.folder(), tuned.adapter(), folder.resolve(DRIFT_FILE)))
        .orElse(Map.of())
        .forEach((name, value) -> figures.put(MEASURED + DRIFT + name, value));
    return figures;
  }

  @Override
  public void close() {
    if (exam != null) {
      exam.close();
    }
    drifts.values().forEach(TaskDrift::close);
  }
}
