package dev.mneme.task.tools;

import dev.mneme.task.Expected;
import dev.mneme.task.Thought;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads calls from what follows a completion's last thought. The first of these shapes that is
 * there is the one that is read:
 *
 * <ol>
 *   <li>{@code <tool_call>{"name": …, "arguments": {…}}</tool_call>}, each tag with one call or a
 *       list;
 *   <li>{@code Action: …} and on the next line {@code Action Input: {…}};
 *   <li>JSON anywhere, fenced or not: {@code {"name", "arguments"}}, {@code {"tool_calls":
 *       [{"function": {…}}]}}, {@code [{"Action", "Action_Input"}]}, and lists of them.
 * </ol>
 *
 * What begins like JSON must be JSON: a call that is cut short breaks the whole.
 */
final class CallReader {

  /** Characters read. */
  static final int LONGEST = 1 << 20;

  /** JSON values looked at that may hold them. */
  static final int VALUES = 1000;

  /** Calls read. */
  static final int MOST = 64;

  private static final String OPEN = "<tool_call>";
  private static final String CLOSE = "</tool_call>";

  private static final Pattern ACTION =
      Pattern.compile("^[ \\t*#]{0,9}Action[ \\t]{0,3}:([^\\n]{0,300})$", Pattern.MULTILINE);
  private static final Pattern INPUT =
      Pattern.compile("\\s{0,9}[*#]{0,3}Action[ _]Input[ \\t]{0,3}:[*]{0,3}[ \\t]{0,9}\\n?");

  /** How values begin that are objects or lists. */
  private static final Pattern JSON = Pattern.compile("\\{\\s{0,99}[\"}]|\\[\\s{0,99}[\\[{\"\\]]");

  private final String text;
  private final char[] characters;
  private final List<ToolCall> calls = new ArrayList<>();
  private @Nullable String broken;

  /**
   * What is there.
   *
   * @param broken why not all of it could be read; null where it could
   */
  record Reading(List<ToolCall> calls, @Nullable String broken) {}

  private CallReader(String text) {
    this.text = text;
    this.characters = text.toCharArray();
  }

  static Reading read(String completion) {
    if (completion.length() > LONGEST) {
      return new Reading(List.of(), "it is longer than %,d characters".formatted(LONGEST));
    }
    CallReader reader = new CallReader(Thought.answerOf(completion));
    reader.read();
    return reader.calls.size() > MOST
        ? new Reading(List.of(), "it makes more than %d calls".formatted(MOST))
        : new Reading(List.copyOf(reader.calls), reader.broken);
  }

  private void read() {
    if (text.contains(OPEN)) {
      tagged();
    } else if (ACTION.matcher(text).find()) {
      actions();
    } else {
      anywhere();
    }
  }

  private boolean goesOn() {
    return broken == null && calls.size() <= MOST;
  }

  private void tagged() {
    int from = text.indexOf(OPEN);
    while (from >= 0 && goesOn()) {
      int begin = from + OPEN.length();
      int end = text.indexOf(CLOSE, begin);
      if (end < 0) {
        broken = "a <tool_call> is not closed";
        return;
      }
      String inside = text.substring(begin, end);
      JsonNode node = CallJson.whole(inside);
      List<ToolCall> found = node == null ? List.of() : CallJson.calls(node);
      if (found.isEmpty()) {
        broken =
            node == null
                ? "a <tool_call> is no JSON: " + Expected.quoted(inside.strip())
                : "a <tool_call> lacks name or arguments: " + Expected.quoted(inside.strip());
      }
      calls.addAll(found);
      from = text.indexOf(OPEN, end);
    }
  }

  private void actions() {
    Matcher action = ACTION.matcher(text);
    Matcher input = INPUT.matcher(text);
    int from = 0;
    while (goesOn() && action.find(from)) {
      String name = action.group(1).replaceAll("[*`\"']", "").strip();
      input.region(action.end(), text.length());
      if (!input.lookingAt()) {
        broken = "Action: %s has no Action Input".formatted(Expected.shortened(name));
        return;
      }
      int begin = input.end();
      CallJson.Value value = CallJson.at(characters, begin);
      if (value != null && value.node().isObject()) {
        calls.add(new ToolCall(name, value.node()));
        from = begin + value.length();
      } else {
        int newline = text.indexOf('\n', begin);
        from = newline < 0 ? text.length() : newline;
        calls.add(
            new ToolCall(name, JsonNodeFactory.instance.stringNode(text.substring(begin, from))));
      }
    }
  }

  private void anywhere() {
    Matcher json = JSON.matcher(text);
    int from = 0;
    for (int values = 0; goesOn() && json.find(from); values++) {
      CallJson.Value value = CallJson.at(characters, json.start());
      if (values == VALUES) {
        broken = "it has more than %,d JSON values".formatted(VALUES);
        return;
      }
      if (value == null) {
        broken = "its JSON is broken: " + Expected.quoted(text.substring(json.start()));
        return;
      }
      calls.addAll(CallJson.calls(value.node()));
      from = json.start() + value.length();
    }
  }
}
