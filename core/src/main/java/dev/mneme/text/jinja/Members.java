package dev.mneme.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands after a dot or in brackets: items of maps and lists, and the methods of values. */
final class Members {

  private static final Set<String> TEXT =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "split",
          "rsplit",
          "splitlines",
          "startswith",
          "endswith",
          "upper",
          "lower",
          "capitalize",
          "title",
          "swapcase",
          "casefold",
          "replace",
          "join",
          "find",
          "rfind",
          "index",
          "count",
          "isdigit",
          "isdecimal",
          "isnumeric",
          "isalpha",
          "isalnum",
          "isspace",
          "isupper",
          "islower",
          "zfill",
          "removeprefix",
          "removesuffix",
          "partition",
          "rpartition",
          "center",
          "ljust",
          "rjust",
          "format");
  private static final Set<String> LIST = Set.of("index", "count", "copy");
  private static final Set<String> MAP = Set.of("get", "items", "keys", "values", "copy");

  /** Methods that look for a part of the text. */
  private static final Set<String> SEARCHING =
      Set.of("split", "rsplit", "find", "rfind", "index", "count", "partition", "rpartition");

  private static final Set<String> CHANGING_LIST =
      Set.of("append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear");
  private static final Set<String> CHANGING_MAP =
      Set.of("pop", "popitem", "clear", "update", "setdefault");

  private final Budget budget;

  Members(Budget budget) {
    this.budget = budget;
  }

  /** {@code value.name}: a method first, then an item. */
  @Nullable Object attribute(@Nullable Object value, String name) {
    budget.step();
    if (value instanceof Undefined missing) {
      throw missing.asked();
    }
    Object method = method(value, name);
    if (method != null) {
      return method;
    }
    boolean changes =
        value instanceof Map<?, ?>
            ? CHANGING_MAP.contains(name)
            : value instanceof List<?> && CHANGING_LIST.contains(name);
    return changes
        ? new Undefined("templates cannot change lists and maps, only a namespace")
        : lookedUp(value, name);
  }

  /** {@code value[key]}: an item first, then a method. */
  @Nullable Object item(@Nullable Object value, @Nullable Object key) {
    budget.step();
    if (value instanceof Undefined missing) {
      throw missing.asked();
    }
    if (key instanceof Undefined missing && !(value instanceof Map<?, ?>)) {
      throw missing.asked();
    }
    Object found = lookedUp(value, key);
    if (found instanceof Undefined && key instanceof String name) {
      Object method = method(value, name);
      return method == null ? found : method;
    }
    return found;
  }

  private @Nullable Object lookedUp(@Nullable Object value, @Nullable Object key) {
    Undefined missing =
        new Undefined(
            "%s has no %s"
                .formatted(
                    Values.typeOf(value),
                    key instanceof String s
                        ? "\"" + s + "\""
                        : "item " + Formats.repr(key, budget)));
    return switch (value) {
      case Map<?, ?> map
          when !(key instanceof List<?>)
              && !(key instanceof Map<?, ?>)
              && !(key instanceof Undefined) -> {
        Object at = Values.key(key);
        yield map.containsKey(at) ? map.get(at) : missing;
      }
      case Namespace namespace when key instanceof String name ->
          namespace.has(name) ? namespace.get(name) : missing;
      case List<?> list when Values.isInteger(key) -> {
        int at = at(key, list.size());
        yield at < 0 ? missing : list.get(at);
      }
      case String text when Values.isInteger(key) -> {
        budget.steps(1 + text.length() / 64);
        int at = at(key, Strings.length(text));
        yield at < 0 ? missing : Strings.between(text, at, at + 1);
      }
      case null, default -> missing;
    };
  }

  private static int at(@Nullable Object key, int size) {
    int index = Values.index(key);
    int at = index < 0 ? index + size : index;
    return at < 0 || at >= size ? -1 : at;
  }

  private @Nullable Function method(@Nullable Object value, String name) {
    return switch (value) {
      case String text when TEXT.contains(name) -> passed -> ofText(text, name, passed);
      case Map<?, ?> map when MAP.contains(name) -> passed -> ofMap(map, name, passed);
      case List<?> list when LIST.contains(name) -> passed -> ofList(list, name, passed);
      case null, default -> null;
    };
  }

  List<@Nullable Object> pairs(Map<?, ?> map) {
    budget.list(2L * map.size());
    budget.objects(3L * map.size());
    List<@Nullable Object> pairs = new ArrayList<>(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      List<@Nullable Object> pair = new ArrayList<>(2);
      pair.add(Values.fromKey(entry.getKey()));
      pair.add(entry.getValue());
      pairs.add(new Tuple(pair));
    }
    return pairs;
  }

  private @Nullable Object ofMap(Map<?, ?> map, String name, Passed passed) {
    return switch (name) {
      case "get" -> {
        passed.allow("get", "key", "default");
        Object key = Values.key(passed.need(0, "key"));
        yield map.containsKey(key) ? map.get(key) : passed.get(1, "default", null);
      }
      case "items" -> pairs(map);
      case "keys" -> Values.items(map, budget);
      case "values" -> {
        budget.list(map.size());
        yield new ArrayList<@Nullable Object>(map.values());
      }
      default -> {
        budget.list(2L * map.size());
        yield new LinkedHashMap<@Nullable Object, @Nullable Object>(map);
      }
    };
  }

  private @Nullable Object ofList(List<?> list, String name, Passed passed) {
    if (name.equals("copy")) {
      budget.list(list.size());
      return new ArrayList<@Nullable Object>(list);
    }
    Object wanted = passed.need(0, "value");
    long count = 0;
    for (int i = 0; i < list.size(); i++) {
      if (Values.equal(list.get(i), wanted, budget)) {
        count++;
        if (name.equals("index")) {
          return (long) i;
        }
      }
    }
    if (name.equals("index")) {
      throw new TemplateError("the list has no item " + Formats.repr(wanted, budget));
    }
    return count;
  }

  String replaced(String text, String old, String by, int count) {
    StringBuilder out = new StringBuilder();
    int left = count < 0 ? Integer.MAX_VALUE : count;
    int from = 0;
    budget.search(text, old);
    for (int at = text.indexOf(old); at >= 0 && left > 0; at = text.indexOf(old, from)) {
      if (old.isEmpty()) {
        return replacedEverywhere(text, by, left);
      }
      budget.steps(1);
      budget.text((long) at - from + by.length());
      requireLength((long) out.length() + by.length());
      out.append(text, from, at).append(by);
      from = at + old.length();
      left--;
    }
    budget.text((long) out.length() + text.length() - from);
    return out.append(text, from, text.length()).toString();
  }

  private String replacedEverywhere(String text, String by, int count) {
    budget.text(text.length() + (text.length() + 1L) * by.length());
    StringBuilder out = new StringBuilder();
    int left = count;
    for (int i = 0; i <= text.length(); i++) {
      boolean within =
          i > 0
              && i < text.length()
              && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
      if (left > 0 && !within) {
        out.append(by);
        left--;
      }
      if (i < text.length()) {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private static void requireLength(long length) {
    if (length > Budget.LONGEST_TEXT) {
      throw new TemplateError(
          "a text would have more than %,d characters".formatted(Budget.LONGEST_TEXT));
    }
  }

  private @Nullable Object ofText(String text, String name, Passed passed) {
    budget.text(text.length());
    if (SEARCHING.contains(name)) {
      Stream.concat(passed.positional().stream(), passed.named().values().stream())
          .filter(String.class::isInstance)
          .forEach(part -> budget.search(text, (String) part));
    }
    return switch (name) {
      case "strip" -> Strings.strip(text, characters(passed));
      case "lstrip" -> Strings.lstrip(text, characters(passed));
      case "rstrip" -> Strings.rstrip(text, characters(passed));
      case "split", "rsplit" -> {
        passed.allow(name, "sep", "maxsplit");
        Object separator = passed.get(0, "sep", null);
        String sep = separator == null ? null : string(separator);
        int most = passed.number(1, "maxsplit", -1);
        List<@Nullable Object> parts =
            name.equals("split") ? Strings.split(text, sep, most) : Strings.rsplit(text, sep, most);
        budget.list(parts.size());
        budget.objects(parts.size());
        yield parts;
      }
      case "splitlines" -> lines(text, passed.truth(0, "keepends", false));
      case "startswith" -> anyOf(passed.need(0, "prefix")).stream().anyMatch(text::startsWith);
      case "endswith" -> anyOf(passed.need(0, "suffix")).stream().anyMatch(text::endsWith);
      case "upper" -> Strings.upper(text);
      case "lower", "casefold" -> Strings.lower(text);
      case "capitalize" -> Strings.capitalized(text);
      case "title" -> cased(text, false);
      case "swapcase" -> cased(text, true);
      case "replace" ->
          replaced(
              text,
              string(passed.need(0, "old")),
              string(passed.need(1, "new")),
              passed.number(2, "count", -1));
      case "join" -> joined(text, Values.items(passed.need(0, "iterable"), budget));
      case "find" -> position(text, text.indexOf(string(passed.need(0, "sub"))));
      case "rfind" -> position(text, text.lastIndexOf(string(passed.need(0, "sub"))));
      case "index" -> {
        long at = position(text, text.indexOf(string(passed.need(0, "sub"))));
        if (at < 0) {
          throw new TemplateError("the text to find is not there");
        }
        yield at;
      }
      case "count" -> occurrences(text, string(passed.need(0, "sub")));
      case "removeprefix" -> {
        String prefix = string(passed.need(0, "prefix"));
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = string(passed.need(0, "suffix"));
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "partition" -> parted(text, string(passed.need(0, "sep")), false);
      case "rpartition" -> parted(text, string(passed.need(0, "sep")), true);
      case "zfill", "center", "ljust", "rjust" -> padded(text, name, passed);
      case "format" -> formatted(text, passed);
      default -> isAll(text, name);
    };
  }

  private static @Nullable String characters(Passed passed) {
    Object characters = passed.allow("strip", "chars").get(0, "chars", null);
    return characters == null ? null : string(characters);
  }

  private static String string(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw Values.undefinedFirst(value, null, "a text is needed, not " + Values.typeOf(value));
  }

  private List<String> anyOf(@Nullable Object value) {
    List<String> parts =
        value instanceof Tuple several
            ? several.stream().map(Members::string).toList()
            : List.of(string(value));
    parts.forEach(part -> budget.steps(1 + part.length() / 64));
    return parts;
  }

  private static long position(String text, int index) {
    return index < 0 ? -1 : text.codePointCount(0, index);
  }

  private static long occurrences(String text, String part) {
    if (part.isEmpty()) {
      return Strings.length(text) + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private Object joined(String between, List<@Nullable Object> items) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String part = string(items.get(i));
      budget.text((long) part.length() + between.length());
      requireLength((long) out.length() + part.length() + between.length());
      out.append(i == 0 ? "" : between).append(part);
    }
    return out.toString();
  }

  private Object lines(String text, boolean keepEnds) {
    List<@Nullable Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(c) >= 0) {
        int end = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
        Strings.add(lines, text.substring(from, keepEnds ? end : i));
        from = end;
        i = end - 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    budget.list(lines.size());
    budget.objects(lines.size());
    return lines;
  }

  private static String cased(String text, boolean swap) {
    StringBuilder out = new StringBuilder(text.length());
    boolean within = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean upper = swap ? Character.isLowerCase(c) : !within;
      boolean changes = Character.isLetter(c);
      out.append(!changes ? c : upper ? Character.toUpperCase(c) : Character.toLowerCase(c));
      within = changes;
    }
    return out.toString();
  }

  private static Tuple parted(String text, String separator, boolean last) {
    if (separator.isEmpty()) {
      throw new TemplateError("cannot part at an empty text");
    }
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return new Tuple(last ? List.of("", "", text) : List.of(text, "", ""));
    }
    return new Tuple(
        List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
  }

  private Object padded(String text, String name, Passed passed) {
    int width = passed.number(0, "width", 0);
    String fill = name.equals("zfill") ? "0" : passed.text(1, "fillchar", " ");
    if (Strings.length(fill) != 1) {
      throw new TemplateError("what fills a text is one character");
    }
    int missing = Math.max(0, width) - Strings.length(text);
    if (missing <= 0) {
      return text;
    }
    budget.text((long) missing * fill.length() + text.length());
    int before =
        switch (name) {
          case "ljust" -> 0;
          case "center" -> missing / 2 + (missing & width & 1);
          default -> missing;
        };
    boolean signed = name.equals("zfill") && (text.startsWith("-") || text.startsWith("+"));
    return (signed ? text.substring(0, 1) : "")
        + fill.repeat(before)
        + (signed ? text.substring(1) : text)
        + fill.repeat(missing - before);
  }

  /** Places {@code {}}, {@code {0}} and {@code {name}} and nothing more. */
  private Object formatted(String format, Passed passed) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < format.length() && format.charAt(i + 1) == c) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = format.indexOf('}', i);
        if (end < 0) {
          throw new TemplateError("the format has a place that is not closed");
        }
        String name = format.substring(i + 1, end);
        Object value;
        if (name.isEmpty()) {
          value = passed.need(next++, "");
        } else if (name.matches("[0-9]{1,4}")) {
          value = passed.need(Integer.parseInt(name), "");
        } else if (passed.named().containsKey(name)) {
          value = passed.named().get(name);
        } else {
          throw new TemplateError("the format has a place that is not read here");
        }
        String made = Formats.str(value, budget);
        budget.text(made.length());
        out.append(made);
        i = end;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isAll(String text, String name) {
    if (text.isEmpty()) {
      return false;
    }
    return switch (name) {
      case "isdigit", "isdecimal", "isnumeric" -> text.codePoints().allMatch(Character::isDigit);
      case "isalpha" -> text.codePoints().allMatch(Character::isLetter);
      case "isalnum" -> text.codePoints().allMatch(Character::isLetterOrDigit);
      case "isspace" -> Strings.isBlank(text);
      case "isupper" -> Tests.isCased(text, true);
      case "islower" -> Tests.isCased(text, false);
      default -> throw new TemplateError("texts have no method \"" + name + "\"");
    };
  }
}
