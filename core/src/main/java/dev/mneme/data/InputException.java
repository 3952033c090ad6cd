package dev.mneme.data;

import java.util.Locale;

/**
 * A mistake in what the user gave: a file, a recipe, a flag. Its message is one line that says what
 * is wrong, where, and what to do; it is shown as it is, without a stack trace.
 */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  /** Keeps what went wrong underneath for those who debug. */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A message from a format, with numbers written the same way on every machine. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  public static InputException of(String format, Object... arguments) {
    return new InputException(String.format(Locale.ROOT, format, arguments));
  }
}
