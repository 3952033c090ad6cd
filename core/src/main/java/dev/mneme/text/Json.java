package dev.mneme.text;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON files of model folders, bounded, and says in one line what is wrong with one. */
final class Json {

  /** Settings files are small; anything larger is not one. */
  static final long SETTINGS = 16L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** The text of a file of at most {@code limit} bytes. */
  static String text(Path file, long limit) {
    return new String(bytes(file, limit), StandardCharsets.UTF_8);
  }

  /** The bytes of a file of at most {@code limit}. */
  static byte[] bytes(Path file, long limit) {
    try {
      long size = Files.size(file);
      if (size > limit) {
        throw new InputException(
            "%s has %,d bytes; at most %,d are read. It is not the file it should be."
                .formatted(file, size, limit));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new InputException(file + " does not exist.", missing);
    } catch (IOException failure) {
      throw new InputException(file + " could not be read: " + failure.getMessage(), failure);
    }
  }

  /** The object in a file. */
  static JsonNode object(Path file, long limit) {
    return object(bytes(file, limit), file.toString());
  }

  /** The object in the bytes of a file called {@code where}. */
  static JsonNode object(byte[] json, String where) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JacksonException broken) {
      throw new InputException(
          "%s is not JSON: %s. It is damaged or cut short; get it again."
              .formatted(where, firstLine(broken)),
          broken);
    }
    if (!node.isObject()) {
      throw new InputException(where + " does not hold a JSON object. Get it again.");
    }
    return node;
  }

  /** The object in a settings file, or null where there is no such file. */
  static @Nullable JsonNode objectIfThere(Path file) {
    return Files.exists(file) ? object(file, SETTINGS) : null;
  }

  private static String firstLine(JacksonException broken) {
    String said = String.valueOf(broken.getOriginalMessage()).lines().findFirst().orElse("");
    String place =
        broken.getLocation() == null ? "" : " (line " + broken.getLocation().getLineNr() + ")";
    return shortened(said) + place;
  }

  /** JSON on one line. */
  static String compact(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** JSON for people, ending with a newline. */
  static String page(Map<String, ?> object) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(object)
        + "\n";
  }

  /** Plain maps, lists, texts, numbers and truth values. */
  static @Nullable Object plain(JsonNode node) {
    return MAPPER.treeToValue(node, Object.class);
  }

  /** Untrusted text made fit for a message: one line, not long, in quotation marks. */
  static String quoted(String text) {
    return MAPPER.writeValueAsString(shortened(text));
  }

  static String shortened(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }
}
