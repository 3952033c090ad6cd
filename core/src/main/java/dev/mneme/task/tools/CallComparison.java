package dev.mneme.task.tools;

import dev.mneme.task.Expected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The calls of a completion beside those that are wanted. */
record CallComparison(List<ToolCall> said, List<ToolCall> wanted) {

  CallComparison {
    said = List.copyOf(said);
    wanted = List.copyOf(wanted);
  }

  /** Share of the wanted calls whose function is called. */
  double name() {
    return share(common(ToolCall::name), wanted.size());
  }

  /** Share of the wanted calls that are made with the same arguments. */
  double arguments() {
    return share(common(call -> call), wanted.size());
  }

  /** Share of these that come in the wanted order: the longest common subsequence. */
  double order() {
    int[] longest = new int[wanted.size() + 1];
    for (ToolCall call : said) {
      int diagonal = 0;
      for (int j = 1; j <= wanted.size(); j++) {
        int above = longest[j];
        longest[j] =
            call.equals(wanted.get(j - 1)) ? diagonal + 1 : Math.max(above, longest[j - 1]);
        diagonal = above;
      }
    }
    int common = common(call -> call);
    return common == 0 && !wanted.isEmpty() ? 0 : share(longest[wanted.size()], common);
  }

  /**
   * Share of the calls made whose function is wanted, so 1 where there is no extra one; 0 where
   * none is made though one is wanted.
   */
  double extra() {
    return said.isEmpty() && !wanted.isEmpty() ? 0 : share(common(ToolCall::name), said.size());
  }

  boolean same(boolean ordered) {
    return said.size() == wanted.size()
        && common(call -> call) == wanted.size()
        && (!ordered || said.equals(wanted));
  }

  private int common(Function<ToolCall, Object> key) {
    Map<Object, Integer> left = new HashMap<>();
    wanted.forEach(call -> left.merge(key.apply(call), 1, Integer::sum));
    int common = 0;
    for (ToolCall call : said) {
      common += left.merge(key.apply(call), -1, Integer::sum) >= 0 ? 1 : 0;
    }
    return common;
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 1 : (double) part / whole;
  }

  /** The first difference, in words; null where there is none. */
  @Nullable String difference(boolean ordered) {
    List<ToolCall> missing = without(wanted, said);
    List<ToolCall> extra = without(said, wanted);
    for (ToolCall call : missing) {
      for (ToolCall other : extra) {
        if (other.name().equals(call.name())) {
          return shortened(call.name()) + ": " + argument(other.arguments(), call.arguments());
        }
      }
    }
    if (!missing.isEmpty() && !extra.isEmpty()) {
      return "it calls %s where %s is wanted"
          .formatted(quoted(extra.getFirst()), quoted(missing.getFirst()));
    }
    if (!missing.isEmpty()) {
      return "it does not call %s as often as wanted".formatted(quoted(missing.getFirst()));
    }
    if (!extra.isEmpty()) {
      return "it calls %s more often than wanted".formatted(quoted(extra.getFirst()));
    }
    return ordered && !said.equals(wanted)
        ? "it makes the right calls in another order: " + names(said)
        : null;
  }

  private static String names(List<ToolCall> calls) {
    return Expected.shortened(calls.stream().map(ToolCall::name).collect(Collectors.joining(", ")));
  }

  private static List<ToolCall> without(List<ToolCall> calls, List<ToolCall> others) {
    List<ToolCall> left = new ArrayList<>(calls);
    others.forEach(left::remove);
    return left;
  }

  private static String argument(JsonNode said, JsonNode wanted) {
    if (!said.isObject() || !wanted.isObject()) {
      return "its arguments are no JSON object: " + Expected.quoted(said.toString());
    }
    for (String key : wanted.propertyNames()) {
      if (!said.has(key)) {
        return "the argument %s is missing".formatted(Expected.quoted(key));
      }
      if (!said.get(key).equals(wanted.get(key))) {
        return "the argument %s is %s, %s is wanted"
            .formatted(
                Expected.quoted(key),
                shortened(said.get(key).toString()),
                shortened(wanted.get(key).toString()));
      }
    }
    for (String key : said.propertyNames()) {
      if (!wanted.has(key)) {
        return "the argument %s is not wanted".formatted(Expected.quoted(key));
      }
    }
    return "its arguments differ";
  }

  private static String quoted(ToolCall call) {
    return Expected.quoted(call.name());
  }

  private static String shortened(String text) {
    return Expected.shortened(text);
  }
}
