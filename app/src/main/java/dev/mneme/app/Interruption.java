package dev.mneme.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * What happens on Ctrl-C or a kill: the working thread is interrupted and waited for, so that the
 * process does not end under native code that still runs, which would crash it. Training stops
 * between two steps.
 */
final class Interruption {

  private static final int LONGEST_STEP_SECONDS = 20;

  private final Thread worker;
  private final CountDownLatch left = new CountDownLatch(1);

  private Interruption(Thread worker) {
    this.worker = worker;
  }

  /** Does the work on this thread and gives its exit code. */
  static int watching(IntSupplier work) {
    Interruption interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "interruption"));
    return interruption.watch(work);
  }

  static Interruption of(Thread worker) {
    return new Interruption(worker);
  }

  int watch(IntSupplier work) {
    try {
      return work.getAsInt();
    } finally {
      left.countDown();
    }
  }

  /**
   * Interrupts the work.
   *
   * @return whether it has ended; false after a while in which it did not
   */
  boolean stop() {
    if (left.getCount() == 0) {
      return true;
    }
    worker.interrupt();
    try {
      return left.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
