package dev.mneme.text.jinja;

import dev.mneme.data.InputException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template, parsed once. It cannot reach anything but what it is given, and what it may spend is
 * bounded, so templates of strangers are safe to run. May be shared by threads.
 */
public final class Template {

  private static final int LONGEST_SOURCE = 1 << 20;
  private static final Duration TIME = Duration.ofSeconds(5);

  private final String where;
  private final List<Statement> statements;

  private Template(String where, List<Statement> statements) {
    this.where = where;
    this.statements = statements;
  }

  /**
   * Parses a source.
   *
   * @param where the name of the source in messages
   * @throws InputException with the line of what is wrong
   */
  public static Template parse(String source, String where) {
    if (source.length() > LONGEST_SOURCE) {
      throw new InputException(
          "%s: the template has %,d characters; at most %,d are read."
              .formatted(where, source.length(), LONGEST_SOURCE));
    }
    try {
      return new Template(where, Parser.parse(source));
    } catch (TemplateError error) {
      throw told(where, error);
    } catch (StackOverflowError deep) {
      throw new InputException(where + ": the template has too many parts within each other.");
    }
  }

  /**
   * Renders.
   *
   * @param variables texts, numbers, truth values, null, lists and maps of them
   * @param now what {@code strftime_now} tells
   * @throws InputException with the line of what went wrong, or of what took too much
   */
  public Rendered render(Map<String, ?> variables, LocalDateTime now) {
    return render(variables, now, new Budget(TIME));
  }

  /** Renders for no more than a budget, which is spent by it. */
  Rendered render(Map<String, ?> variables, LocalDateTime now, Budget budget) {
    Scope globals = new Scope(null);
    Globals.into(globals, now, budget);
    for (Map.Entry<String, ? extends @Nullable Object> entry : variables.entrySet()) {
      globals.set(entry.getKey(), Values.of(entry.getValue()));
    }
    try {
      return new Interpreter(budget).run(statements, new Scope(globals));
    } catch (TemplateError error) {
      throw told(where, error);
    } catch (StackOverflowError deep) {
      throw new InputException(where + ": the template calls too deep.");
    } catch (ArithmeticException large) {
      throw new InputException(where + ": a number in the template becomes too large.");
    }
  }

  private static InputException told(String where, TemplateError error) {
    String said = String.valueOf(error.getMessage()).replaceAll("\\s+", " ").strip();
    return new InputException(
        error.line() > 0
            ? "%s, line %d: %s.".formatted(where, error.line(), said)
            : "%s: %s.".formatted(where, said));
  }
}
