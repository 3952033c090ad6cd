package dev.mneme.app.study;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial of a study that reached its end. Its group is called TASK.METHOD.
 *
 * @param name its folder below that of the sweep
 * @param rate the first value that the trial changed
 * @param seconds of training
 * @param figures all that was measured of it, as the sweep calls it
 */
public record StudyTrial(
    String name,
    String group,
    double rate,
    long seed,
    double seconds,
    Map<String, Double> figures) {

  private static final String MEASURED = "measured.";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public StudyTrial {
    figures = Map.copyOf(figures);
  }

  /**
   * What came of a sweep.
   *
   * @param diverged names of the trials that did not reach their end, each with its reason
   */
  public record All(List<StudyTrial> finished, List<String> diverged) {

    public All {
      finished = List.copyOf(finished);
      diverged = List.copyOf(diverged);
    }
  }

  /** Reads the results that a sweep has left. */
  public static All of(Path file) {
    List<StudyTrial> finished = new ArrayList<>();
    List<String> diverged = new ArrayList<>();
    try {
      for (JsonNode trial : JSON.readTree(Files.readString(file)).required("trials")) {
        String name = trial.required("folder").asString();
        if (trial.required("outcome").asString().equals("finished")) {
          finished.add(trial(name, trial));
        } else {
          diverged.add(name + ": " + trial.path("reason").asString(""));
        }
      }
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, failure.getMessage()), failure);
    }
    return new All(finished, diverged);
  }

  private static StudyTrial trial(String name, JsonNode trial) {
    Map<String, Double> figures = new LinkedHashMap<>();
    trial
        .required("figures")
        .properties()
        .forEach(figure -> figures.put(figure.getKey(), figure.getValue().asDouble(Double.NaN)));
    return new StudyTrial(
        name,
        trial.required("group").asString(),
        trial
            .required("changes")
            .valueStream()
            .findFirst()
            .map(value -> value.asDouble(Double.NaN))
            .orElse(Double.NaN),
        trial.required("seed").asLong(),
        trial.required("training-seconds").asDouble(),
        figures);
  }

  /** What it learnt. */
  public String task() {
    return group.substring(0, group.indexOf('.'));
  }

  /** By which method. */
  public String method() {
    return group.substring(group.indexOf('.') + 1);
  }

  /** What its model was measured to do, without the word that says so. */
  public Map<String, Double> measured() {
    Map<String, Double> measured = new LinkedHashMap<>();
    figures.forEach((key, value) -> {
      if (key.startsWith(MEASURED)) {
        measured.put(key.substring(MEASURED.length()), value);
      }
    });
    return measured;
  }
}
