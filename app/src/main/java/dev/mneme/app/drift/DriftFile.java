package dev.mneme.app.drift;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A measured drift in a file, with a hash of how it was measured. */
final class DriftFile {

  private static final String FINGERPRINT = "fingerprint";
  private static final String FIGURES = "figures";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DriftFile() {}

  /** What was measured so; nothing where it was not, or otherwise. */
  static Map<String, Double> read(Path file, String fingerprint) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return figures;
    }
    try {
      JsonNode json = MAPPER.readTree(Files.readString(file));
      if (json.required(FINGERPRINT).asString().equals(fingerprint)) {
        json.required(FIGURES)
            .properties()
            .forEach(figure -> figures.put(figure.getKey(), figure.getValue().asDouble()));
      }
      return figures;
    } catch (IOException | JacksonException | IllegalArgumentException damaged) {
      throw new InputException(
          "%s cannot be read: %s. Delete it: it is measured again."
              .formatted(file, damaged.getMessage()),
          damaged);
    }
  }

  static void write(
      DurableFiles files, Path file, String fingerprint, Map<String, Double> figures) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put(FINGERPRINT, fingerprint);
    ObjectNode each = json.putObject(FIGURES);
    figures.forEach(each::put);
    files.write(file, MAPPER.writeValueAsString(json) + "\n");
  }
}
