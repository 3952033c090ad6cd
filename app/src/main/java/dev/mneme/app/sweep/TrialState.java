package dev.mneme.app.sweep;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a trial has come, kept in its folder beside the run's own files.
 *
 * @param reason why it diverged, or failed when it was last at work; empty otherwise
 * @param seconds of the clock that it took so far, over all its beginnings
 * @param training those of them that were training, not measuring
 * @param exam what its model was measured on, by a hash; empty for nothing
 * @param measured what came of that, by name
 */
record TrialState(
    Outcome outcome,
    String reason,
    double seconds,
    double training,
    String exam,
    Map<String, Double> measured) {

  static final String NAME = "trial.json";

  private static final TrialState NEW = new TrialState(Outcome.BEGUN, "", 0, 0, "", Map.of());
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** What became of the training. */
  enum Outcome {
    BEGUN,
    FINISHED,
    DIVERGED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The state of the trial in a folder; one that never began where nothing says otherwise. */
  static TrialState of(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return NEW;
    }
    try {
      JsonNode json = MAPPER.readTree(Files.readString(file));
      Map<String, Double> measured = new LinkedHashMap<>();
      json.required("measured")
          .properties()
          .forEach(each -> measured.put(each.getKey(), each.getValue().asDouble()));
      return new TrialState(
          Outcome.valueOf(json.required("outcome").asString().toUpperCase(Locale.ROOT)),
          json.required("reason").asString(),
          json.required("seconds").asDouble(),
          json.path("training").asDouble(json.required("seconds").asDouble()),
          json.required("exam").asString(),
          measured);
    } catch (IOException | JacksonException | IllegalArgumentException damaged) {
      throw new InputException(
          "%s cannot be read: %s. Delete it: the trial goes on from its checkpoints."
              .formatted(file, damaged.getMessage()),
          damaged);
    }
  }

  /** In a word. */
  String word() {
    return outcome != Outcome.DIVERGED && !reason.isEmpty() ? "failed" : outcome.word();
  }

  /** The same after a training that ended so. */
  TrialState ended(Outcome how, String why) {
    return new TrialState(how, why, seconds, training, exam, measured);
  }

  /** The same with a model that was measured. */
  TrialState measured(String on, Map<String, Double> figures) {
    return new TrialState(outcome, reason, seconds, training, on, figures);
  }

  /** The same after so many more seconds. */
  TrialState later(double more, double moreTraining) {
    return new TrialState(outcome, reason, seconds + more, training + moreTraining, exam, measured);
  }

  void write(DurableFiles files, Path folder) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("outcome", outcome.word());
    json.put("reason", reason);
    json.put("seconds", seconds);
    json.put("training", training);
    json.put("exam", exam);
    ObjectNode figures = json.putObject("measured");
    measured.forEach(figures::put);
    files.write(folder.resolve(NAME), MAPPER.writeValueAsString(json) + "\n");
  }
}
