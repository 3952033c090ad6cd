package dev.mneme.recipe;

/** What the values of a recipe must keep to, asked for in the constructors of its records. */
public final class Rule {

  private Rule() {}

  /**
   * @throws IllegalArgumentException with the rule and the value, if the condition does not hold
   */
  public static void require(boolean condition, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }

  /**
   * @throws IllegalArgumentException naming the key, if the value is smaller or no number
   */
  public static void atLeast(double least, String key, Number value) {
    require(
        value.doubleValue() >= least && Double.isFinite(value.doubleValue()),
        "%s must be at least %s".formatted(key, plain(least)),
        value);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
