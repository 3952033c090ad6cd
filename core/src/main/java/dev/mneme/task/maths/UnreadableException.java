package dev.mneme.task.maths;

/** A text that is no mathematics, or more of it than is read. */
final class UnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnreadableException(String message) {
    super(message, null, false, false);
  }
}
