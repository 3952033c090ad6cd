package dev.mneme.recipe;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Reads recipes of one kind from YAML, and writes them.
 *
 * <p>A recipe is a record of records; keys are its components in kebab-case. What the file leaves
 * out is taken from the defaults, and a record's own constructor says which values are allowed. A
 * list of records has exactly one in the defaults, which every record of the file's list is
 * completed by; a list of one may be written as that record alone. A map that is empty in the
 * defaults takes any keys.
 */
public final class RecipeFormat<T extends Record> {

  private final Class<T> type;
  private final ObjectNode defaults;
  private final YAMLMapper mapper;

  /**
   * @param defaults a complete recipe: its keys are the known ones
   */
  public RecipeFormat(Class<T> type, T defaults) {
    this.type = type;
    this.mapper =
        YAMLMapper.builder(
                YAMLFactory.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    this.defaults = mapper.valueToTree(defaults);
  }

  /**
   * Reads and checks a recipe file.
   *
   * @throws InputException naming file, line and key of the first mistake
   */
  public T read(Path file) {
    return resolve(Draft.read(file));
  }

  /**
   * Reads and checks a recipe's text.
   *
   * @param name what messages call it
   */
  public T parse(String name, String text) {
    return resolve(Draft.parse(name, text));
  }

  /** Checks what a recipe says and completes it by the defaults. */
  public T resolve(Draft draft) {
    Place place = new Place(draft.name(), draft.lines());
    ObjectNode merged = defaults.deepCopy();
    merge(merged, draft.keys(), "", place);
    try {
      return mapper.treeToValue(merged, type);
    } catch (JacksonException e) {
      String path = e.getPath().stream().map(RecipeFormat::name).collect(Collectors.joining("."));
      throw new InputException(place.at(path) + explain(e, path), e);
    }
  }

  private static String name(JacksonException.Reference reference) {
    String property = reference.getPropertyName();
    return property == null ? String.valueOf(reference.getIndex() + 1) : property;
  }

  /** The whole recipe as YAML, defaults included. */
  public String write(T recipe) {
    return mapper.writeValueAsString(recipe);
  }

  /** The keys whose values are not the defaults', with those values as YAML writes them. */
  public Map<String, String> differences(T recipe) {
    Map<String, String> differences = new LinkedHashMap<>();
    collectDifferences(defaults, mapper.valueToTree(recipe), "", differences);
    return differences;
  }

  private static void collectDifferences(
      ObjectNode usual, ObjectNode own, String prefix, Map<String, String> differences) {
    for (Map.Entry<String, JsonNode> entry : own.properties()) {
      String path = prefix + entry.getKey();
      JsonNode default_ = usual.path(entry.getKey());
      if (entry.getValue() instanceof ObjectNode section && default_ instanceof ObjectNode known) {
        collectDifferences(known, section, path + ".", differences);
      } else if (!entry.getValue().equals(default_)) {
        differences.put(
            path,
            entry.getValue().isString()
                ? entry.getValue().asString()
                : entry.getValue().toString());
      }
    }
  }

  private static String explain(JacksonException e, String path) {
    Throwable cause = e.getCause();
    if (cause instanceof IllegalArgumentException mistake) {
      String rule = String.valueOf(mistake.getMessage());
      return path.isEmpty() ? rule : "in \"%s\": %s".formatted(path, rule);
    }
    if (e instanceof InvalidFormatException wrong) {
      return "\"%s\" must be %s, was %s%s"
          .formatted(path, allowed(wrong), wrong.getValue(), meant(wrong));
    }
    return "\"%s\": %s".formatted(path, said(e, "cannot be read"));
  }

  static String said(JacksonException e, String otherwise) {
    String message = e.getOriginalMessage();
    return message == null ? otherwise : message.lines().findFirst().orElse(otherwise);
  }

  private static String allowed(InvalidFormatException wrong) {
    Class<?> wanted = wrong.getTargetType();
    if (!wanted.isEnum()) {
      return wanted == boolean.class
          ? "true or false"
          : wanted == double.class || wanted == Double.class ? "a number" : "a whole number";
    }
    return "one of " + String.join(", ", names(wanted));
  }

  private static List<String> names(Class<?> enumeration) {
    return Arrays.stream(enumeration.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  /** The value that a mistyped one most probably means, if there is one. */
  private static String meant(InvalidFormatException wrong) {
    if (!wrong.getTargetType().isEnum()) {
      return "";
    }
    String nearest = Nearest.of(String.valueOf(wrong.getValue()), names(wrong.getTargetType()));
    return nearest == null ? "" : ". Did you mean \"%s\"?".formatted(nearest);
  }

  private void merge(ObjectNode known, ObjectNode given, String prefix, Place place) {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String path = prefix + entry.getKey();
      JsonNode default_ = known.get(entry.getKey());
      if (default_ == null) {
        throw new InputException(
            place.at(path) + "unknown key \"%s\".%s".formatted(path, suggestion(path)));
      }
      requireValue(entry.getValue(), path, place);
      if (default_ instanceof ObjectNode section) {
        if (!(entry.getValue() instanceof ObjectNode object)) {
          throw new InputException(
              place.at(path)
                  + "\"%s\" is a section: put its keys on lines of their own below it."
                      .formatted(path));
        }
        if (section.isEmpty()) {
          object
              .properties()
              .forEach(each -> requireValue(each.getValue(), path + "." + each.getKey(), place));
          known.set(entry.getKey(), object);
        } else {
          merge(section, object, path + ".", place);
        }
      } else if (default_ instanceof ArrayNode list && list.path(0) instanceof ObjectNode each) {
        known.set(entry.getKey(), merged(each, entry.getValue(), path, place));
      } else if (default_ instanceof ArrayNode && !(entry.getValue() instanceof ArrayNode)) {
        throw new InputException(
            place.at(path) + "\"%s\" is a list: write it in brackets, as [a, b].".formatted(path));
      } else {
        known.set(entry.getKey(), entry.getValue());
      }
    }
  }

  /** YAML reads a blank, which is easily left behind, as null; no key may be that. */
  private static void requireValue(JsonNode value, String path, Place place) {
    if (value.isNull()) {
      throw new InputException(
          place.at(path) + "\"%s\" has no value: give one or leave the key out.".formatted(path));
    }
    if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        requireValue(list.get(i), path + "." + (i + 1), place);
      }
    }
  }

  /** A list of records, each completed by the default one. */
  private ArrayNode merged(ObjectNode default_, JsonNode given, String path, Place place) {
    if (given instanceof ObjectNode alone) {
      ObjectNode one = default_.deepCopy();
      merge(one, alone, path + ".", place);
      return mapper.createArrayNode().add(one);
    }
    if (!(given instanceof ArrayNode list) || list.isEmpty()) {
      throw new InputException(
          place.at(path)
              + "\"%s\" is a list: begin each of its sections with \"- \".".formatted(path));
    }
    ArrayNode merged = mapper.createArrayNode();
    for (int i = 0; i < list.size(); i++) {
      String here = path + "." + (i + 1);
      if (!(list.get(i) instanceof ObjectNode object)) {
        throw new InputException(
            place.at(path) + "\"%s\" must be a section of `key: value` lines.".formatted(here));
      }
      ObjectNode one = default_.deepCopy();
      merge(one, object, here + ".", place);
      merged.add(one);
    }
    return merged;
  }

  private String suggestion(String path) {
    List<String> known = new ArrayList<>();
    collect(defaults, "", known);
    @Nullable String nearest = Nearest.of(path.replaceAll("\\.\\d+\\.", "."), known);
    return nearest == null
        ? " The known keys are %s.".formatted(String.join(", ", known))
        : " Did you mean \"%s\"?".formatted(nearest);
  }

  private static void collect(ObjectNode node, String prefix, List<String> paths) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      paths.add(prefix + entry.getKey());
      JsonNode value = entry.getValue();
      if ((value instanceof ArrayNode list ? list.path(0) : value) instanceof ObjectNode section) {
        collect(section, prefix + entry.getKey() + ".", paths);
      }
    }
  }

  /** Where in which file a key stands. */
  record Place(String name, Map<String, Integer> lines) {
    String at(String path) {
      Integer line = lines.get(path);
      if (line == null) {
        line = writtenAlone(path);
      }
      return line == null ? name + ": " : "%s:%d: ".formatted(name, line);
    }

    /** Where lists of one, some or all of those in the path, are written without being lists. */
    private @Nullable Integer writtenAlone(String path) {
      String plain = withoutFirsts(path);
      return lines.entrySet().stream()
          .filter(entry -> withoutFirsts(entry.getKey()).equals(plain))
          .map(Map.Entry::getValue)
          .min(Integer::compare)
          .orElse(null);
    }

    private static String withoutFirsts(String path) {
      return path.replaceAll("\\.1(?=\\.|$)", "");
    }
  }
}
