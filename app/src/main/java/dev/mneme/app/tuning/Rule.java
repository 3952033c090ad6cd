package dev.mneme.app.tuning;

/** What the values of a recipe must keep to. */
final class Rule {

  private Rule() {}

  static void require(boolean condition, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }

  static void atLeast(double least, String key, Number value) {
    require(
        value.doubleValue() >= least && Double.isFinite(value.doubleValue()),
        "%s must be at least %s".formatted(key, plain(least)),
        value);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
