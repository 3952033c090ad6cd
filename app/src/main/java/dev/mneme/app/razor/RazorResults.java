package dev.mneme.app.razor;

import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.InputException;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trials of a sweep as points of the study. */
final class RazorResults {

  private static final String MEASURED = "measured.";
  private static final String DRIFT = MEASURED + "drift.";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<String> prior;
  private final Map<String, Double> base;

  /**
   * @param prior benchmarks of the prior tasks
   * @param base the base's score on each benchmark, in [0, 1]
   */
  RazorResults(List<String> prior, Map<String, Double> base) {
    this.prior = prior;
    this.base = base;
  }

  /**
   * What came of the trials, and which of them diverged.
   *
   * @param points of those that reached their end
   * @param diverged names of the others, each with its reason
   */
  record Read(List<RazorPoint> points, List<String> diverged) {}

  /**
   * Reads the results of a sweep in its folder.
   *
   * @param before seconds by group that others have trained beforehand
   */
  Read read(Path trials, Map<String, Double> before) {
    Path file = trials.resolve(SweepRun.RESULTS);
    List<RazorPoint> points = new ArrayList<>();
    List<String> diverged = new ArrayList<>();
    try {
      for (JsonNode trial : JSON.readTree(Files.readString(file)).required("trials")) {
        String name = trial.required("folder").asString();
        if (trial.required("outcome").asString().equals("finished")) {
          points.add(point(name, trial, before));
        } else {
          diverged.add(name + ": " + trial.path("reason").asString(""));
        }
      }
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, failure.getMessage()), failure);
    }
    return new Read(points, diverged);
  }

  /** What the base scores on a new task, and on the prior ones. */
  RazorPoint.Scores base(String task) {
    return scores(task, base);
  }

  private RazorPoint point(String name, JsonNode trial, Map<String, Double> before) {
    String group = trial.required("group").asString();
    int dot = group.indexOf('.');
    String task = group.substring(0, dot);
    RazorMethod method = RazorMethod.of(group.substring(dot + 1)).orElseThrow();
    Map<String, Double> scores = new LinkedHashMap<>();
    Map<String, Double> drift = new LinkedHashMap<>();
    trial
        .required("figures")
        .properties()
        .forEach(figure -> {
          String key = figure.getKey();
          double value = figure.getValue().asDouble(Double.NaN);
          if (key.startsWith(DRIFT)) {
            drift.put(key.substring(DRIFT.length()), value);
          } else if (key.startsWith(MEASURED)) {
            scores.put(key.substring(MEASURED.length()), value);
          }
        });
    return new RazorPoint(
        name,
        method,
        task,
        trial
            .required("changes")
            .valueStream()
            .findFirst()
            .map(value -> value.asDouble(Double.NaN))
            .orElse(Double.NaN),
        trial.required("seed").asLong(),
        scores(task, scores),
        base(task),
        trial.required("training-seconds").asDouble() + before.getOrDefault(group, 0.0),
        drift);
  }

  private RazorPoint.Scores scores(String task, Map<String, Double> scores) {
    return new RazorPoint.Scores(
        scores.getOrDefault(RazorFiles.benchmark(task), Double.NaN),
        prior.stream()
            .mapToDouble(name -> scores.getOrDefault(name, Double.NaN))
            .average()
            .orElse(Double.NaN));
  }
}
