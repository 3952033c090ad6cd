package dev.mneme.app.sweep;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A sweep for machines; what is not known is null. */
final class SweepJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SweepJson() {}

  /**
   * All trials and settings.
   *
   * @param folder of the sweep, from which trials are named
   */
  static String of(SweepFindings findings, Path folder) {
    SweepRecipe recipe = findings.plan().recipe();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("figure", recipe.figure());
    root.put("better", recipe.better().name().toLowerCase(Locale.ROOT));
    root.put("take", recipe.take().name().toLowerCase(Locale.ROOT));
    root.put("interval", "Student's t over seeds");
    root.put("confidence", SweepFindings.CONFIDENCE);
    ArrayNode trials = root.putArray("trials");
    findings.rows().forEach(row -> put(trials.addObject(), row, folder));
    ArrayNode settings = root.putArray("settings");
    findings.standings().forEach(standing -> put(settings.addObject(), standing));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  private static void put(ObjectNode json, SweepFindings.Row row, Path folder) {
    put(json, row.trial().setting());
    json.put("seed", row.trial().seed());
    json.put("folder", folder.relativize(row.folder()).toString().replace('\\', '/'));
    json.put("outcome", row.state().word());
    if (!row.state().reason().isEmpty()) {
      json.put("reason", row.state().reason());
    }
    put(json, "value", row.value());
    json.put("steps", row.figures().steps());
    json.put("seconds", row.state().seconds());
    json.put("training-seconds", row.state().training());
    Map<String, Double> figures = new TreeMap<>(row.figures().last());
    figures.putAll(row.state().measured());
    ObjectNode all = json.putObject("figures");
    figures.forEach((name, value) -> put(all, name, value));
  }

  private static void put(ObjectNode json, SweepFindings.Standing standing) {
    put(json, standing.setting());
    json.put("finished", standing.finished());
    json.put("diverged", standing.diverged());
    put(json, "mean", standing.mean().value());
    put(json, "low", standing.mean().interval().low());
    put(json, "high", standing.mean().interval().high());
  }

  private static void put(ObjectNode json, Setting setting) {
    json.put("group", setting.group());
    ObjectNode changes = json.putObject("changes");
    setting.changes().forEach(changes::set);
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
