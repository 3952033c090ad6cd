package dev.mneme.model;

import dev.mneme.data.InputException;
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
  private int steps;

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
      return pattern.matcher(new Counted(name)).matches();
    } catch (TooManySteps | StackOverflowError endless) {
      throw new InputException(
          "the regular expression %s takes too long on %s. Use a list of names."
              .formatted(ConfigObject.shortened(expression), name),
          endless);
    }
  }

  private static final class TooManySteps extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }

  /** A text that counts how often it is looked at: the one place where backtracking can be seen. */
  private final class Counted implements CharSequence {

    private final CharSequence text;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MOST_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
