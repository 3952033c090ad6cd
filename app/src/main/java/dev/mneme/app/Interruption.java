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

  /** Interrupts the work and returns when it has ended, or after a while if it does not. */
  void stop() {
    if (left.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      if (!left.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
        worker.interrupt();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
