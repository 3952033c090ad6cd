package dev.mneme.bench;

import dev.mneme.task.Verdict;
import dev.mneme.task.tools.ToolCallMatch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges the golden answers of ToolAlpaca's evaluation files, and the same damaged in every way, in
 * three shapes that models write. Prints how many are worth 1 and the reasons of the others.
 *
 * <pre>  ToolAlpaca FOLDER </pre>
 */
final class ToolAlpaca {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<String> FILES = List.of("eval_real.json", "eval_simulated.json");
  private static final ToolCallMatch VERIFIER = new ToolCallMatch("answer", "", true, false);

  /** How a text has calls in it. */
  private enum Shape {
    JSON,
    TAGS,
    ACTIONS;

    String write(List<Call> calls) {
      StringBuilder text = new StringBuilder();
      for (Call call : calls) {
        text.append(
            switch (this) {
              case JSON -> text.isEmpty() ? "[" : ", ";
              case TAGS, ACTIONS -> "";
            });
        text.append(
            switch (this) {
              case JSON ->
                  "{\"Action\": %s, \"Action_Input\": %s}"
                      .formatted(quoted(call.name()), quoted(call.input()));
              case TAGS ->
                  "<tool_call>\n{\"name\": %s, \"arguments\": %s}\n</tool_call>\n"
                      .formatted(
                          quoted(call.name()),
                          call.arguments() == null ? quoted(call.input()) : call.input());
              case ACTIONS -> "Action: %s\nAction Input: %s\n".formatted(call.name(), call.input());
            });
      }
      return text + (this == JSON && !calls.isEmpty() ? "]" : "");
    }

    private static String quoted(String text) {
      return MAPPER.writeValueAsString(text);
    }
  }

  /** A call as the data has it. */
  private record Call(String name, String input) {

    @Nullable ObjectNode arguments() {
      try {
        return MAPPER.readTree(input) instanceof ObjectNode object ? object : null;
      } catch (JacksonException noJson) {
        return null;
      }
    }

    Call with(ObjectNode arguments) {
      return new Call(name, MAPPER.writeValueAsString(arguments));
    }
  }

  /** How golden answers are damaged. */
  private enum Damage {
    NONE,
    RENAMED_FUNCTION,
    DROPPED_ARGUMENT,
    ADDED_ARGUMENT,
    CHANGED_ARGUMENT,
    WRONG_TYPE,
    REORDERED,
    EXTRA_CALL,
    MISSING_CALL,
    BROKEN_JSON;

    /** The text, or null where an answer cannot be damaged so. */
    @Nullable String of(List<Call> golden, Shape shape) {
      Call last = golden.getLast();
      ObjectNode arguments = last.arguments();
      String key =
          arguments == null || arguments.isEmpty()
              ? null
              : arguments.propertyNames().iterator().next();
      List<Call> calls = new ArrayList<>(golden);
      switch (this) {
        case NONE -> {}
        case RENAMED_FUNCTION ->
            calls.set(calls.size() - 1, new Call(last.name() + "s", last.input()));
        case EXTRA_CALL -> calls.add(last);
        case MISSING_CALL -> calls.removeLast();
        case REORDERED -> {
          Collections.reverse(calls);
          if (calls.equals(golden)) {
            return null;
          }
        }
        case BROKEN_JSON -> {
          String text = shape.write(calls);
          return arguments == null ? null : text.substring(0, text.lastIndexOf('}')) + ending(text);
        }
        case ADDED_ARGUMENT -> {
          if (arguments == null) {
            return null;
          }
          calls.set(calls.size() - 1, last.with(arguments.put("surplus", 1)));
        }
        case DROPPED_ARGUMENT, CHANGED_ARGUMENT, WRONG_TYPE -> {
          if (arguments == null || key == null) {
            return null;
          }
          JsonNode value = arguments.get(key);
          if (this == DROPPED_ARGUMENT) {
            arguments.remove(key);
          } else {
            arguments.set(key, this == CHANGED_ARGUMENT ? other(value) : otherType(value));
          }
          calls.set(calls.size() - 1, last.with(arguments));
        }
      }
      return shape.write(calls);
    }

    private static String ending(String text) {
      return text.substring(text.lastIndexOf('}') + 1);
    }

    private static JsonNode other(JsonNode value) {
      JsonNodeFactory make = JsonNodeFactory.instance;
      return value.isNumber()
          ? make.numberNode(value.decimalValue().add(BigDecimal.ONE))
          : make.stringNode(value.asString("") + "x");
    }

    private static JsonNode otherType(JsonNode value) {
      JsonNodeFactory make = JsonNodeFactory.instance;
      return value.isNumber() ? make.stringNode(value.asString()) : make.arrayNode().add(value);
    }
  }

  private ToolAlpaca() {}

  public static void main(String[] folder) throws IOException {
    Map<String, Integer> tried = new LinkedHashMap<>();
    Map<String, Integer> passed = new LinkedHashMap<>();
    Map<String, Map<String, Integer>> reasons = new LinkedHashMap<>();
    int tasks = 0;
    int noJson = 0;
    int several = 0;
    for (String file : FILES) {
      for (JsonNode api : MAPPER.readTree(Path.of(folder[0], file))) {
        for (JsonNode answer : api.path("Golden_Answers")) {
          List<Call> golden = new ArrayList<>();
          answer.forEach(
              call ->
                  golden.add(
                      new Call(call.path("Action").asString(), call.path("Action_Input").asString())));
          tasks++;
          noJson += golden.stream().anyMatch(call -> call.arguments() == null) ? 1 : 0;
          several += golden.size() > 1 ? 1 : 0;
          Map<String, @Nullable Object> row = Map.of("answer", answer.toString());
          for (Damage damage : Damage.values()) {
            for (Shape shape : Shape.values()) {
              String text = damage.of(golden, shape);
              if (text == null) {
                continue;
              }
              Verdict verdict = VERIFIER.judge("I will call this.\n" + text, row);
              String name = damage + " " + shape;
              tried.merge(name, 1, Integer::sum);
              passed.merge(name, verdict.reward() == 1 ? 1 : 0, Integer::sum);
              reasons
                  .computeIfAbsent(damage.toString(), any -> new TreeMap<>())
                  .merge(plain(verdict.reason()), 1, Integer::sum);
            }
          }
        }
      }
    }
    System.out.printf(
        "%d tasks, %d with several calls, %d with arguments that are no JSON%n",
        tasks, several, noJson);
    tried.forEach(
        (name, count) -> System.out.printf("%s: %d of %d worth 1%n", name, passed.get(name), count));
    reasons.forEach(
        (name, counts) -> {
          System.out.println(name);
          counts.forEach((reason, count) -> System.out.printf("  %5d %s%n", count, reason));
        });
  }

  /** Without what differs from task to task. */
  private static String plain(String reason) {
    return reason
        .replaceAll("^[^ ]+: ", "f: ")
        .replaceAll("is no JSON: .*", "is no JSON: …")
        .replaceAll("is broken: .*", "is broken: …")
        .replaceAll("no JSON object: .*", "no JSON object: …")
        .replaceAll("another order: .*", "another order: …")
        .replaceAll("(the argument \"[^\"]*\" is) .*, .* is wanted", "$1 …, … is wanted")
        .replaceAll("\"[^\"]*\"", "\"…\"");
  }
}
