package dev.mneme.data;

/**
 * Writing on a thread that may be interrupted. A channel that is written by an interrupted thread
 * closes under what is written, so the interruption waits until the writing is done.
 */
public final class Uninterrupted {

  private Uninterrupted() {}

  /**
   * The same for what may be begun anew: an interruption that comes in the middle of it does not
   * undo it.
   */
  public static void whole(Runnable writing) {
    run(() -> {
      try {
        writing.run();
      } catch (InputException cut) {
        if (!Thread.interrupted()) {
          throw cut;
        }
        try {
          writing.run();
        } finally {
          Thread.currentThread().interrupt();
        }
      }
    });
  }

  /** Does the work, and only then lets the thread be interrupted again. */
  public static void run(Runnable writing) {
    boolean interrupted = Thread.interrupted();
    try {
      writing.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
