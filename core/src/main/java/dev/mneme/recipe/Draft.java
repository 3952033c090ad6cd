package dev.mneme.recipe;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A recipe as its file says it, before anything is known of its keys: one can see of which kind it
 * is, and change keys. {@link RecipeFormat#resolve} makes it a record.
 *
 * <p>A draft never changes; {@link #with} gives another one.
 */
public final class Draft {

  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern DOT = Pattern.compile("\\.");

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String name;
  private final ObjectNode keys;
  private final Map<String, Integer> lines;

  private Draft(String name, ObjectNode keys, Map<String, Integer> lines) {
    this.name = name;
    this.keys = keys;
    this.lines = lines;
  }

  /**
   * Reads a recipe file.
   *
   * @throws InputException naming file and line, if it is not YAML
   */
  public static Draft read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InputException("%s is larger than a recipe can be (1 MiB).".formatted(file));
      }
      if (Files.isDirectory(file)) {
        throw new InputException("%s is a folder. Give the path of a recipe file.".formatted(file));
      }
      String text = Files.readString(file);
      if (text.isBlank()) {
        throw new InputException(
            "%s is empty. Write what differs from the defaults, or {} for the defaults alone."
                .formatted(file));
      }
      return parse(file.getFileName().toString(), text);
    } catch (NoSuchFileException e) {
      throw new InputException(
          "%s does not exist. Give the path of a recipe file.".formatted(file), e);
    } catch (CharacterCodingException e) {
      throw new InputException(
          "%s is not a text in UTF-8. Give the path of a recipe file.".formatted(file), e);
    } catch (IOException e) {
      throw new InputException("%s cannot be read as text: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads a recipe's text.
   *
   * @param name what messages call it
   */
  public static Draft parse(String name, String text) {
    Map<String, Integer> lines;
    JsonNode given;
    try {
      lines = KeyLines.of(MAPPER, text);
      given = MAPPER.readTree(text);
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      throw new InputException(
          "%s: not valid YAML: %s"
              .formatted(
                  where == null ? name : name + ":" + where.getLineNr(),
                  RecipeFormat.said(e, "it is damaged")),
          e);
    }
    if (given.isMissingNode() || given.isNull()) {
      return new Draft(name, JsonNodeFactory.instance.objectNode(), lines);
    }
    return new Draft(name, section(name, given), lines);
  }

  /**
   * A recipe that is part of another file.
   *
   * @param name what messages call it
   */
  public static Draft of(String name, JsonNode keys) {
    return new Draft(name, section(name, keys), Map.of());
  }

  private static ObjectNode section(String name, JsonNode given) {
    if (given instanceof ObjectNode object) {
      return object;
    }
    throw new InputException("%s: a recipe is a list of `key: value` lines".formatted(name));
  }

  /**
   * The keys at the top with their values as texts, empty for sections: what tells one kind from
   * another.
   */
  public Map<String, String> topLevel() {
    Map<String, String> top = new LinkedHashMap<>();
    keys.properties().forEach(entry -> top.put(entry.getKey(), entry.getValue().asString("")));
    return top;
  }

  /**
   * The same with one key changed, or added where the file leaves it out.
   *
   * @param key its path, such as {@code tuning.learning-rate}; sections of a list of several are
   *     counted from 1, as in {@code data.sources.2.ratio}
   * @throws InputException if the path leads through a value
   */
  public Draft with(String key, JsonNode value) {
    ObjectNode changed = keys.deepCopy();
    List<String> parts = DOT.splitAsStream(key).toList();
    JsonNode at = changed;
    for (String part : parts.subList(0, parts.size() - 1)) {
      at = child(at, part, key);
    }
    set(at, parts.getLast(), value, key);
    Map<String, Integer> left = new LinkedHashMap<>(lines);
    left.keySet().removeIf(path -> path.equals(key) || path.startsWith(key + "."));
    return new Draft(name, changed, left);
  }

  private JsonNode child(JsonNode above, String part, String key) {
    return switch (above) {
      case ObjectNode object when part.equals("1") && !object.has(part) -> object;
      case ObjectNode object -> {
        JsonNode there = object.get(part);
        yield there == null || there.isNull() ? object.putObject(part) : there;
      }
      case ArrayNode list when number(part, list) > 0 -> list.get(number(part, list) - 1);
      case ArrayNode list when list.size() == 1 -> child(list.get(0), part, key);
      default -> throw noWay(above, part, key);
    };
  }

  private void set(JsonNode above, String part, JsonNode value, String key) {
    switch (above) {
      case ObjectNode object -> object.set(part, value);
      case ArrayNode list when number(part, list) > 0 -> list.set(number(part, list) - 1, value);
      case ArrayNode list when list.size() == 1 -> set(list.get(0), part, value, key);
      default -> throw noWay(above, part, key);
    }
  }

  private static int number(String part, ArrayNode list) {
    int number = part.matches("[1-9]\\d{0,5}") ? Integer.parseInt(part) : 0;
    return number <= list.size() ? number : 0;
  }

  private InputException noWay(JsonNode above, String part, String key) {
    return new InputException(
        above.isArray()
            ? "%s: \"%s\" cannot be changed: say which of the %d in the list, by its number before \"%s\"."
                .formatted(name, key, above.size(), part)
            : "%s: \"%s\" cannot be changed: what stands above \"%s\" is a value, no section."
                .formatted(name, key, part));
  }

  /** What messages call it. */
  public String name() {
    return name;
  }

  /** Where a key stands, as messages begin: the name and, if it is known, the line. */
  public String at(String path) {
    return new RecipeFormat.Place(name, lines).at(path);
  }

  ObjectNode keys() {
    return keys;
  }

  Map<String, Integer> lines() {
    return lines;
  }
}
