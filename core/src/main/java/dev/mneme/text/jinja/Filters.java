package dev.mneme.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands after {@code |}. */
final class Filters {

  private static final Set<String> NAMES =
      Set.of(
          "abs",
          "attr",
          "batch",
          "capitalize",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "first",
          "float",
          "format",
          "indent",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "max",
          "min",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "sort",
          "string",
          "sum",
          "title",
          "tojson",
          "trim",
          "unique",
          "upper",
          "wordcount");

  /** These take whatever is false for an empty list. */
  private static final Set<String> PICKING =
      Set.of("map", "select", "reject", "selectattr", "rejectattr");

  private final Budget budget;
  private final Tests tests;
  private final Members members;

  Filters(Budget budget, Tests tests, Members members) {
    this.budget = budget;
    this.tests = tests;
    this.members = members;
  }

  static boolean known(String name) {
    return NAMES.contains(name);
  }

  static void require(String name, int line) {
    if (!known(name)) {
      throw new TemplateError("there is no filter \"" + name + "\"", line);
    }
  }

  @Nullable Object apply(String name, @Nullable Object value, Passed passed) {
    budget.step();
    return switch (name) {
      case "string" -> budget.made(Formats.str(value, budget));
      case "safe" -> Formats.str(value, budget);
      case "upper" -> budget.made(Strings.upper(text(value)));
      case "lower" -> budget.made(Strings.lower(text(value)));
      case "capitalize" -> budget.made(Strings.capitalized(text(value)));
      case "title" -> budget.made(titled(text(value)));
      case "trim" -> trim(value, passed);
      case "replace" -> replace(value, passed);
      case "indent" -> indent(text(value), passed);
      case "e", "escape" -> escaped(text(value));
      case "format" ->
          passed.positional().isEmpty() && !passed.named().isEmpty()
              ? refuse("format with names is not read here")
              : Formats.percent(text(value), passed.positional(), budget);
      case "wordcount" -> Strings.words(text(value));
      case "tojson" -> json(value, passed);
      case "default", "d" -> otherwise(value, passed);
      case "length", "count" -> Values.length(value);
      case "abs" -> abs(value);
      case "int" -> integer(value, passed);
      case "float" -> real(value, passed);
      case "round" -> round(value, passed);
      case "attr" -> members.attribute(value, passed.text(0, "name", ""));
      case "items" -> value instanceof Undefined ? List.of() : members.pairs(mapping(value));
      case "dictsort" -> dictsort(mapping(value), passed);
      default -> ofList(name, value, passed);
    };
  }

  private @Nullable Object ofList(String name, @Nullable Object value, Passed passed) {
    boolean picks = PICKING.contains(name);
    List<@Nullable Object> items =
        picks && !Values.truth(value) ? List.of() : Values.items(value, budget);
    budget.list(items.size());
    return switch (name) {
      case "list" -> new ArrayList<>(items);
      case "first" -> items.isEmpty() ? none("first") : items.getFirst();
      case "last" -> items.isEmpty() ? none("last") : items.getLast();
      case "reverse" -> reverse(value, items);
      case "join" -> join(items, passed);
      case "sum" -> sum(items, passed);
      case "sort" -> sort(items, passed);
      case "unique" -> unique(items, passed);
      case "min", "max" -> extreme(items, name.equals("max"), passed);
      case "map" -> map(items, passed);
      case "select", "reject" -> select(items, passed, name.equals("select"), false);
      case "selectattr", "rejectattr" -> select(items, passed, name.equals("selectattr"), true);
      case "batch" -> batch(items, passed);
      default -> refuse("there is no filter \"" + name + "\"");
    };
  }

  private static Object refuse(String why) {
    throw new TemplateError(why);
  }

  private static Undefined none(String which) {
    return new Undefined("there is no " + which + " item, the list is empty");
  }

  private String text(@Nullable Object value) {
    return Formats.str(value, budget);
  }

  private static Map<?, ?> mapping(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw Values.undefinedFirst(value, null, "a map is needed, not " + Values.typeOf(value));
  }

  private Object trim(@Nullable Object value, Passed passed) {
    Object characters = passed.allow("trim", "chars").get(0, "chars", null);
    return budget.made(Strings.strip(text(value), characters == null ? null : text(characters)));
  }

  private Object replace(@Nullable Object value, Passed passed) {
    passed.allow("replace", "old", "new", "count");
    Object count = passed.get(2, "count", null);
    return members.replaced(
        text(value),
        text(passed.need(0, "old")),
        text(passed.need(1, "new")),
        count == null ? -1 : Values.index(count));
  }

  private Object indent(String text, Passed passed) {
    passed.allow("indent", "width", "first", "blank");
    Object width = passed.get(0, "width", 4L);
    String space =
        width instanceof String s ? s : " ".repeat(Math.clamp(Values.index(width), 0, 1000));
    boolean blank = passed.truth(2, "blank", false);
    String[] lines = text.split("\n", -1);
    budget.text(text.length() + (long) lines.length * space.length());
    StringBuilder out = new StringBuilder(passed.truth(1, "first", false) ? space : "");
    for (int i = 0; i < lines.length; i++) {
      out.append(i == 0 ? "" : "\n");
      out.append(i > 0 && (blank || !lines[i].isEmpty()) ? space : "").append(lines[i]);
    }
    return out.toString();
  }

  private Object escaped(String text) {
    budget.text(5L * text.length());
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String titled(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length()
          || "-([{<".indexOf(text.charAt(i)) >= 0
          || Strings.isSpace(text.charAt(i))) {
        out.append(Strings.capitalized(text.substring(from, i)));
        if (i < text.length()) {
          out.append(text.charAt(i));
        }
        from = i + 1;
      }
    }
    return out.toString();
  }

  private Object json(@Nullable Object value, Passed passed) {
    passed.allow("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    Object indent = passed.get(1, "indent", null);
    String space =
        indent == null
            ? null
            : indent instanceof String s ? s : " ".repeat(Math.clamp(Values.index(indent), 0, 100));
    Object separators = passed.get(2, "separators", null);
    if (separators != null && !(separators instanceof List<?> list && list.size() == 2)) {
      throw new TemplateError("separators are two texts");
    }
    return new JsonWriter(
            passed.truth(0, "ensure_ascii", false),
            space,
            (List<?>) separators,
            passed.truth(3, "sort_keys", false),
            budget)
        .write(value);
  }

  private static @Nullable Object otherwise(@Nullable Object value, Passed passed) {
    passed.allow("default", "default_value", "boolean");
    boolean missing =
        value instanceof Undefined || (passed.truth(1, "boolean", false) && !Values.truth(value));
    return missing ? passed.get(0, "default_value", "") : value;
  }

  private static Number number(@Nullable Object value) {
    Number number = Values.number(value);
    if (number == null) {
      throw Values.undefinedFirst(value, null, "a number is needed, not " + Values.typeOf(value));
    }
    return number;
  }

  private static Object abs(@Nullable Object value) {
    Number number = number(value);
    return number instanceof Long whole
        ? (Object) Math.absExact(whole)
        : (Object) Math.abs(number.doubleValue());
  }

  private @Nullable Object integer(@Nullable Object value, Passed passed) {
    passed.allow("int", "default", "base");
    Object otherwise = passed.get(0, "default", 0L);
    try {
      return switch (value) {
        case String text when passed.number(1, "base", 10) != 10 ->
            Long.parseLong(text.strip(), Math.clamp(passed.number(1, "base", 10), 2, 36));
        case String text when text.strip().matches("[+-]?[0-9]{1,18}") ->
            Long.parseLong(text.strip());
        case String text -> (long) Double.parseDouble(pythonReal(text));
        case Double real when Double.isFinite(real) -> (long) (double) real;
        case null, default -> {
          Number number = Values.number(value);
          yield number == null || number instanceof Double ? otherwise : number.longValue();
        }
      };
    } catch (NumberFormatException none) {
      return otherwise;
    }
  }

  private @Nullable Object real(@Nullable Object value, Passed passed) {
    Object otherwise = passed.allow("float", "default").get(0, "default", 0.0);
    try {
      if (value instanceof String text) {
        return Double.parseDouble(pythonReal(text));
      }
      Number number = Values.number(value);
      return number == null ? otherwise : (Object) number.doubleValue();
    } catch (NumberFormatException none) {
      return otherwise;
    }
  }

  /** Java reads more as a number than Python does. */
  private static String pythonReal(String text) {
    String stripped = Strings.strip(text, null);
    if (stripped.length() > 400
        || !stripped.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
      throw new NumberFormatException(stripped);
    }
    return stripped;
  }

  private static Object round(@Nullable Object value, Passed passed) {
    passed.allow("round", "precision", "method");
    double number = number(value).doubleValue();
    int precision = Math.clamp(passed.number(0, "precision", 0), -300, 300);
    RoundingMode mode =
        switch (passed.text(1, "method", "common")) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new TemplateError("the method must be common, ceil or floor");
        };
    return Double.isFinite(number)
        ? new BigDecimal(number).setScale(precision, mode).doubleValue()
        : number;
  }

  private Object dictsort(Map<?, ?> map, Passed passed) {
    passed.allow("dictsort", "case_sensitive", "by", "reverse");
    boolean sensitive = passed.truth(0, "case_sensitive", false);
    int by = passed.text(1, "by", "key").equals("value") ? 1 : 0;
    List<@Nullable Object> pairs = members.pairs(map);
    Values.sort(
        pairs,
        (a, b) ->
            Values.compare(
                folded(((Tuple) need(a)).get(by), sensitive),
                folded(((Tuple) need(b)).get(by), sensitive),
                budget));
    return passed.truth(2, "reverse", false) ? pairs.reversed() : pairs;
  }

  private static Object need(@Nullable Object value) {
    return value == null ? refuse("a pair is missing") : value;
  }

  private static @Nullable Object folded(@Nullable Object value, boolean sensitive) {
    return value instanceof String text && !sensitive ? Strings.lower(text) : value;
  }

  private Object reverse(@Nullable Object value, List<@Nullable Object> items) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    return new ArrayList<>(items.reversed());
  }

  /** What {@code attribute='a.b'} picks of a value; the value where no attribute is named. */
  private @Nullable Object picked(@Nullable Object value, @Nullable Object attribute) {
    if (attribute == null) {
      return value;
    }
    if (attribute instanceof Long index) {
      return members.item(value, index);
    }
    Object picked = value;
    for (Object part : Strings.split(text(attribute), ".", -1)) {
      String name = text(part);
      picked =
          name.matches("[0-9]{1,9}")
              ? members.item(picked, Long.valueOf(name))
              : members.item(picked, name);
    }
    return picked;
  }

  private Object join(List<@Nullable Object> items, Passed passed) {
    passed.allow("join", "d", "attribute");
    String between = text(passed.get(0, "d", ""));
    Object attribute = passed.get(1, "attribute", null);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String part = text(picked(items.get(i), attribute));
      budget.text((long) part.length() + between.length());
      out.append(i == 0 ? "" : between).append(part);
    }
    budget.text(out.length());
    return out.toString();
  }

  private @Nullable Object sum(List<@Nullable Object> items, Passed passed) {
    passed.allow("sum", "attribute", "start");
    Object attribute = passed.get(0, "attribute", null);
    Object sum = passed.get(1, "start", 0L);
    for (Object item : items) {
      sum = Values.binary("+", sum, picked(item, attribute), budget);
    }
    return sum;
  }

  private Object sort(List<@Nullable Object> items, Passed passed) {
    passed.allow("sort", "reverse", "case_sensitive", "attribute");
    boolean sensitive = passed.truth(1, "case_sensitive", false);
    Object attribute = passed.get(2, "attribute", null);
    List<@Nullable Object> sorted = new ArrayList<>(items);
    Comparator<@Nullable Object> order =
        (a, b) ->
            Values.compare(
                folded(picked(a, attribute), sensitive),
                folded(picked(b, attribute), sensitive),
                budget);
    Values.sort(
        sorted, passed.truth(0, "reverse", false) ? Collections.reverseOrder(order) : order);
    return sorted;
  }

  private Object unique(List<@Nullable Object> items, Passed passed) {
    passed.allow("unique", "case_sensitive", "attribute");
    boolean sensitive = passed.truth(0, "case_sensitive", false);
    Object attribute = passed.get(1, "attribute", null);
    Map<Object, @Nullable Object> seen = new LinkedHashMap<>();
    for (Object item : items) {
      seen.putIfAbsent(Values.key(folded(picked(item, attribute), sensitive)), item);
    }
    return new ArrayList<>(seen.values());
  }

  private @Nullable Object extreme(List<@Nullable Object> items, boolean most, Passed passed) {
    passed.allow("min or max", "case_sensitive", "attribute");
    boolean sensitive = passed.truth(0, "case_sensitive", false);
    Object attribute = passed.get(1, "attribute", null);
    if (items.isEmpty()) {
      return none("largest or smallest");
    }
    Object best = items.getFirst();
    for (Object item : items) {
      int order =
          Values.compare(
              folded(picked(item, attribute), sensitive),
              folded(picked(best, attribute), sensitive),
              budget);
      if (most ? order > 0 : order < 0) {
        best = item;
      }
    }
    return best;
  }

  private Object map(List<@Nullable Object> items, Passed passed) {
    List<@Nullable Object> mapped = new ArrayList<>(items.size());
    if (passed.positional().isEmpty()) {
      Object attribute = passed.need(0, "attribute");
      for (Object item : items) {
        Object value = picked(item, attribute);
        mapped.add(value instanceof Undefined ? passed.get(1, "default", value) : value);
      }
      return mapped;
    }
    String filter = passed.text(0, "filter", "");
    require(filter, 0);
    Passed rest =
        new Passed(passed.positional().subList(1, passed.positional().size()), passed.named());
    for (Object item : items) {
      mapped.add(apply(filter, item, rest));
    }
    return mapped;
  }

  private Object select(
      List<@Nullable Object> items, Passed passed, boolean keep, boolean byAttribute) {
    int first = byAttribute ? 1 : 0;
    Object attribute = byAttribute ? passed.need(0, "attribute") : null;
    String test = passed.positional().size() > first ? passed.text(first, "test", "") : "";
    if (!test.isEmpty()) {
      Tests.require(test, 0);
    }
    List<@Nullable Object> arguments =
        passed
            .positional()
            .subList(Math.min(first + 1, passed.positional().size()), passed.positional().size());
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : items) {
      Object value = picked(item, attribute);
      boolean holds = test.isEmpty() ? Values.truth(value) : tests.of(test, value, arguments);
      if (holds == keep) {
        kept.add(item);
      }
    }
    return kept;
  }

  private Object batch(List<@Nullable Object> items, Passed passed) {
    int size = Math.max(1, passed.number(0, "linecount", 1));
    List<@Nullable Object> batches = new ArrayList<>();
    for (int i = 0; i < items.size(); i += size) {
      List<@Nullable Object> batch =
          new ArrayList<>(items.subList(i, (int) Math.min((long) i + size, items.size())));
      if (passed.has(1, "fill_with")) {
        budget.list(size);
        while (batch.size() < size) {
          batch.add(passed.get(1, "fill_with", null));
        }
      }
      budget.objects(2);
      batches.add(batch);
    }
    return batches;
  }
}
