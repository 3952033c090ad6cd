package dev.mneme.text.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions every template has. */
final class Globals {

  private static final Map<Character, String> DATES =
      Map.ofEntries(
          Map.entry('d', "dd"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('m', "MM"),
          Map.entry('Y', "yyyy"),
          Map.entry('y', "yy"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('p', "a"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('j', "DDD"),
          Map.entry('f', "SSSSSS"));

  private Globals() {}

  static void into(Scope scope, LocalDateTime now, Budget budget) {
    scope.set("range", (Function) passed -> range(passed, budget));
    scope.set("dict", (Function) passed -> dict(passed, budget));
    scope.set("namespace", (Function) passed -> new Namespace(dict(passed, budget)));
    scope.set(
        "raise_exception",
        (Function)
            passed -> {
              String said = Formats.str(passed.get(0, "message", ""), budget);
              throw new TemplateError(
                  "the template refuses: " + (said.length() > 300 ? said.substring(0, 300) : said));
            });
    scope.set(
        "strftime_now", (Function) passed -> budget.made(date(passed.text(0, "format", ""), now)));
  }

  private static Object range(Passed passed, Budget budget) {
    List<@Nullable Object> given = passed.positional();
    if (given.isEmpty() || given.size() > 3) {
      throw new TemplateError("range takes one to three numbers");
    }
    long start = given.size() == 1 ? 0 : Values.index(given.get(0));
    long stop = Values.index(given.get(given.size() == 1 ? 0 : 1));
    long step = given.size() < 3 ? 1 : Values.index(given.get(2));
    if (step == 0) {
      throw new TemplateError("range cannot have the step 0");
    }
    long size =
        Math.max(
            0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step);
    budget.list(size);
    budget.objects(size / 4);
    List<@Nullable Object> range = new ArrayList<>((int) size);
    for (long i = 0; i < size; i++) {
      range.add(start + i * step);
    }
    return range;
  }

  private static Map<Object, @Nullable Object> dict(Passed passed, Budget budget) {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    if (passed.positional().size() > 1) {
      throw new TemplateError("a map is made of at most one other");
    }
    for (Object value : passed.positional()) {
      switch (value) {
        case Map<?, ?> other -> map.putAll(other);
        case List<?> pairs -> {
          for (Object pair : pairs) {
            if (!(pair instanceof List<?> two) || two.size() != 2) {
              throw new TemplateError("a map is made of pairs");
            }
            map.put(Values.key(two.get(0)), two.get(1));
          }
        }
        case null, default ->
            throw new TemplateError("a map cannot be made of " + Values.typeOf(value));
      }
    }
    map.putAll(passed.named());
    budget.objects(2L * map.size());
    return map;
  }

  private static String date(String format, LocalDateTime now) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char kind = format.charAt(++i);
      boolean unpadded = kind == '-' && i + 1 < format.length();
      if (unpadded) {
        kind = format.charAt(++i);
      }
      if (kind == '%') {
        out.append('%');
        continue;
      }
      String pattern = DATES.get(kind);
      if (pattern == null) {
        throw new TemplateError("the date format %" + kind + " is not read here");
      }
      String made = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
      out.append(unpadded ? made.replaceFirst("^0+(?=.)", "") : made);
    }
    return out.toString();
  }
}
