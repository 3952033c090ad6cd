package dev.mneme.task.tools;

import dev.mneme.data.InputException;
import dev.mneme.task.Expected;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * 1 if a text makes the wanted calls and no others; else 0 or, if graded, the mean of the parts.
 * Calls are read in the shapes that models write: {@code <tool_call>} tags, {@code Action:} and
 * {@code Action Input:}, JSON fenced or not. A text of which a call cannot be read is worth 0.
 *
 * <p>Arguments are equal if they mean the same: numbers by value, texts without white space at
 * their ends, names in any order; a text is never a number. Arguments that are no JSON on either
 * side are compared as texts.
 *
 * <p>Parts, all 0 where a call cannot be read:
 *
 * <pre>
 *   name       share of the wanted calls whose function is called
 *   arguments  share of the wanted calls that are made with the same arguments
 *   order      share of those that come in the wanted order; only if it is wanted
 *   extra      share of the calls made whose function is wanted: 1 where none is too many
 *   valid      share of the calls made that the functions' schemas allow; only with functions
 * </pre>
 *
 * @param column the wanted calls in any of the shapes, or a list; empty: any calls, one at least,
 *     that the functions' schemas allow
 * @param functions the column that declares the functions, as chat templates are given them; empty
 *     for none
 * @param ordered whether the order of the calls matters
 * @param graded whether parts count
 */
public record ToolCallMatch(String column, String functions, boolean ordered, boolean graded)
    implements TextVerifier {

  public ToolCallMatch {
    if (column.isEmpty() && functions.isEmpty()) {
      throw new IllegalArgumentException(
          "tool calls are compared with a column or checked by functions; both names are empty");
    }
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    List<ToolCall> wanted = column.isEmpty() ? List.of() : wanted(columns);
    FunctionSchemas schemas =
        functions.isEmpty()
            ? null
            : FunctionSchemas.of(Expected.value(columns, functions), functions);
    CallReader.Reading reading = CallReader.read(text);
    CallComparison comparison = new CallComparison(reading.calls(), wanted);
    Map<String, Double> parts = parts(comparison, schemas, reading.broken() != null);
    boolean right =
        column.isEmpty() ? parts.getOrDefault("valid", 0.0) == 1 : comparison.same(ordered);
    double reward =
        reading.broken() != null
            ? 0
            : graded
                ? parts.values().stream().mapToDouble(part -> part).average().orElse(0)
                : right ? 1 : 0;
    return new Verdict(reward, reason(reading, comparison, schemas), parts);
  }

  private Map<String, Double> parts(
      CallComparison comparison, @Nullable FunctionSchemas schemas, boolean broken) {
    Map<String, Double> parts = new LinkedHashMap<>();
    if (!column.isEmpty()) {
      parts.put("name", comparison.name());
      parts.put("arguments", comparison.arguments());
      if (ordered) {
        parts.put("order", comparison.order());
      }
      parts.put("extra", comparison.extra());
    }
    if (schemas != null) {
      parts.put("valid", valid(comparison, schemas));
    }
    if (broken) {
      parts.replaceAll((name, part) -> 0.0);
    }
    return parts;
  }

  /** Nothing is valid where nothing is called, unless that is what is wanted. */
  private double valid(CallComparison comparison, FunctionSchemas schemas) {
    List<ToolCall> said = comparison.said();
    if (said.isEmpty()) {
      return column.isEmpty() || !comparison.wanted().isEmpty() ? 0 : 1;
    }
    double valid = said.stream().filter(call -> schemas.invalid(call) == null).count();
    return valid / said.size();
  }

  private String reason(
      CallReader.Reading reading, CallComparison comparison, @Nullable FunctionSchemas schemas) {
    String broken = reading.broken();
    if (broken != null) {
      return broken;
    }
    if (reading.calls().isEmpty() && (column.isEmpty() || !comparison.wanted().isEmpty())) {
      return "it calls nothing";
    }
    String unknown = schemas == null ? null : first(reading.calls(), schemas::unknown);
    String difference = column.isEmpty() ? null : comparison.difference(ordered);
    String invalid = schemas == null ? null : first(reading.calls(), schemas::invalid);
    return Stream.of(
            Optional.ofNullable(unknown),
            Optional.ofNullable(difference),
            Optional.ofNullable(invalid))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("it makes the calls that are wanted");
  }

  private static @Nullable String first(
      List<ToolCall> calls, Function<ToolCall, @Nullable String> fault) {
    return calls.stream().map(fault).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private List<ToolCall> wanted(Map<String, @Nullable Object> columns) {
    Object value = Expected.value(columns, column);
    JsonNode node = value instanceof String text ? CallJson.whole(text) : CallJson.of(value);
    if (node != null && (node.isObject() || node.isArray())) {
      List<ToolCall> calls = CallJson.calls(node);
      if (!calls.isEmpty() || (node.isArray() && node.isEmpty())) {
        return calls;
      }
    } else if (value instanceof String text) {
      CallReader.Reading reading = CallReader.read(text);
      if (reading.broken() == null && !reading.calls().isEmpty()) {
        return reading.calls();
      }
    }
    throw new InputException(
        "the column \"%s\" holds no calls of functions, such as [{\"name\": …, \"arguments\": {…}}]."
            .formatted(column));
  }
}
