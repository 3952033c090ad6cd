package dev.mneme.data;

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
}
