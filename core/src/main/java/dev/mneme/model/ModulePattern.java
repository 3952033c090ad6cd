package dev.mneme.model;

import dev.mneme.data.InputException;
import dev.mneme.text.BoundedSearch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression from an untrusted file over the names of layers. Expressions that backtrack
 * without end are given up after a number of steps over all names. For one thread.
 */
final class ModulePattern {

  private static final int LONGEST = 1000;
  private static final int MOST_STEPS = 2_000_000;

  private final String expression;
  private final Pattern pattern;
  private final BoundedSearch search = new BoundedSearch(MOST_STEPS);

  private ModulePattern(String expression, Pattern pattern) {
    this.expression = expression;
    this.pattern = pattern;
  }

  /** Matches whole names. */
  static ModulePattern whole(String expression) {
    return compile(expression, expression);
  }

  /** Matches names that are the expression or end with a dot and it. */
  static ModulePattern ending(String expression) {
    return compile(expression, "(.*\\.)?(" + expression + ")$");
  }

  private static ModulePattern compile(String expression, String pattern) {
    if (expression.length() > LONGEST) {
      throw InputException.of(
          "the expression %s over names of layers has more than %,d characters. Use a list of names.",
          ConfigObject.shortened(expression), LONGEST);
    }
    try {
      return new ModulePattern(expression, Pattern.compile(pattern));
    } catch (PatternSyntaxException | StackOverflowError broken) {
      throw new InputException(
          "%s is not a regular expression over names of layers. Use a list of names."
              .formatted(ConfigObject.shortened(expression)),
          broken);
    }
  }

  boolean matches(String name) {
    try {
      return search.in(name, pattern, Matcher::matches);
    } catch (BoundedSearch.TooLong endless) {
      throw new InputException(
          "the regular expression %s takes too long on %s. Use a list of names."
              .formatted(ConfigObject.shortened(expression), name),
          endless);
    }
  }
}
