package dev.mneme.data;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Reading and writing for a thread that may be interrupted. A channel that an interrupted thread
 * uses closes under it, so another thread, which nobody interrupts, does the work, and the
 * interruption waits until it is done.
 *
 * <p>The work sees neither scopes nor locks of the thread that asks for it.
 */
public final class Uninterrupted {

  private Uninterrupted() {}

  /** Does the work, and only then lets the thread be interrupted again. */
  public static void run(Runnable work) {
    get(() -> {
      work.run();
      return true;
    });
  }

  /**
   * Does the work, and only then lets the thread be interrupted again.
   *
   * @return what the work gives
   */
  public static <T> T get(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.ofVirtual().name("uninterrupted").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw unchecked(task.exceptionNow());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }
}
