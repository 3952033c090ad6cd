package dev.mneme.data;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A mistake in what the user gave: a file, a recipe, a flag. Its message is one line that says what
 * is wrong, where, and what to do; it is shown as it is, without a stack trace.
 */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Also what breaks lines or turns their direction without being a control character. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

  private static final int LONGEST = 1_600;
  private static final int END = 300;

  public InputException(String message) {
    super(line(message));
  }

  /** Keeps what went wrong underneath for those who debug. */
  public InputException(String message, Throwable cause) {
    super(line(message), cause);
  }

  /**
   * Whatever a message quotes of a file: control characters could break the line or steer the
   * terminal, and a name may have megabytes. The end stays, as it says what to do.
   */
  private static String line(String message) {
    String bearable =
        message.length() <= LONGEST
            ? message
            : message.substring(0, LONGEST - END)
                + " … "
                + message.substring(message.length() - END);
    return CONTROL.matcher(bearable).replaceAll("\uFFFD");
  }

  /** A message from a format, with numbers written the same way on every machine. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  public static InputException of(String format, Object... arguments) {
    return new InputException(String.format(Locale.ROOT, format, arguments));
  }
}
