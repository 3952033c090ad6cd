package dev.mneme.data;

/**
 * Writing on a thread that may be interrupted. A channel that is written by an interrupted thread
 * closes under what is written, so the interruption waits until the writing is done.
 */
public final class Uninterrupted {

  private Uninterrupted() {}

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
