package dev.mneme.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands after {@code is}. */
final class Tests {

  private static final Map<String, String> COMPARISONS =
      Map.ofEntries(
          Map.entry("eq", "=="),
          Map.entry("equalto", "=="),
          Map.entry("==", "=="),
          Map.entry("ne", "!="),
          Map.entry("!=", "!="),
          Map.entry("lt", "<"),
          Map.entry("lessthan", "<"),
          Map.entry("<", "<"),
          Map.entry("le", "<="),
          Map.entry("<=", "<="),
          Map.entry("gt", ">"),
          Map.entry("greaterthan", ">"),
          Map.entry(">", ">"),
          Map.entry("ge", ">="),
          Map.entry(">=", ">="),
          Map.entry("in", "in"));

  private static final List<String> OTHERS =
      List.of(
          "defined",
          "undefined",
          "none",
          "true",
          "false",
          "boolean",
          "string",
          "number",
          "integer",
          "float",
          "mapping",
          "sequence",
          "iterable",
          "callable",
          "odd",
          "even",
          "divisibleby",
          "upper",
          "lower",
          "sameas",
          "filter",
          "test");

  private final Budget budget;

  Tests(Budget budget) {
    this.budget = budget;
  }

  static boolean known(String name) {
    return COMPARISONS.containsKey(name) || OTHERS.contains(name);
  }

  static void require(String name, int line) {
    if (!known(name)) {
      throw new TemplateError("there is no test \"" + name + "\"", line);
    }
  }

  boolean of(String name, @Nullable Object value, List<@Nullable Object> arguments) {
    String comparison = COMPARISONS.get(name);
    if (comparison != null) {
      return compare(comparison, value, argument(arguments), budget);
    }
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == null;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "boolean" -> value instanceof Boolean;
      case "string" -> value instanceof String;
      case "number" -> Values.number(value) != null;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "mapping" -> value instanceof Map<?, ?>;
      case "sequence", "iterable" -> hasItems(value);
      case "callable" -> value instanceof Function;
      case "odd" -> remainder(value, 2L) == 1;
      case "even" -> remainder(value, 2L) == 0;
      case "divisibleby" -> remainder(value, argument(arguments)) == 0;
      case "upper" -> isCased(budget.made(Formats.str(value, budget)), true);
      case "lower" -> isCased(budget.made(Formats.str(value, budget)), false);
      case "sameas" -> same(value, argument(arguments));
      case "filter" -> value instanceof String text && Filters.known(text);
      case "test" -> value instanceof String text && known(text);
      default -> throw new TemplateError("there is no test \"" + name + "\"");
    };
  }

  static boolean compare(
      String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
    return switch (operator) {
      case "==" -> Values.equal(left, right, budget);
      case "!=" -> !Values.equal(left, right, budget);
      case "<" -> Values.compare(left, right, budget) < 0;
      case "<=" -> Values.compare(left, right, budget) <= 0;
      case ">" -> Values.compare(left, right, budget) > 0;
      case ">=" -> Values.compare(left, right, budget) >= 0;
      case "in" -> Values.contains(right, left, budget);
      case "not in" -> !Values.contains(right, left, budget);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static @Nullable Object argument(List<@Nullable Object> arguments) {
    if (arguments.size() != 1) {
      throw new TemplateError("this test takes one argument");
    }
    return arguments.getFirst();
  }

  private static boolean hasItems(@Nullable Object value) {
    return value instanceof String
        || value instanceof List<?>
        || value instanceof Map<?, ?>
        || value instanceof Undefined;
  }

  private long remainder(@Nullable Object value, @Nullable Object by) {
    Object rest = Values.binary("%", value, by, budget);
    return rest instanceof Number number ? number.longValue() : -1;
  }

  static boolean isCased(String text, boolean upper) {
    String other = upper ? Strings.upper(text) : Strings.lower(text);
    return text.equals(other) && text.codePoints().anyMatch(Character::isAlphabetic);
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    return (left == null && right == null)
        || (left instanceof Boolean && left.equals(right))
        || (left instanceof String && left.equals(right))
        || (left instanceof Long && left.equals(right));
  }
}
