package dev.mneme.run;

import dev.mneme.data.InputException;
import dev.mneme.tensor.NativeMemory;
import dev.mneme.tensor.Threads;
import dev.mneme.train.Diverged;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Many trials side by side, each on one thread of its own with so many native threads. On small
 * models one native thread is faster than more; as each trial has its own number, the results do
 * not depend on how many run at once.
 *
 * <p>A trial keeps its own books: run again, a sweep asks each trial whether it is finished, so an
 * interrupted sweep goes on with those that are not.
 */
public final class Sweep {

  /** One piece of work. Called on any thread, at most once. */
  public interface Trial {

    String name();

    /** Whether an earlier sweep brought it to its end. */
    boolean isFinished();

    /** Does it, or brings it to its end. */
    void run();
  }

  /** Hears how the sweep goes; called on the threads of the trials, one call at a time. */
  public interface Listener {

    /** A trial is done. {@code skipped} if it had been done before. */
    void finished(Trial trial, int done, int all, boolean skipped);

    /** A trial's numbers blew up; the others go on. */
    void diverged(Trial trial, Diverged cause);

    /** A trial failed; those that run are brought to their ends, and no other is begun. */
    default void failed(Trial trial, RuntimeException cause) {}
  }

  private final int workers;
  private final int threads;
  private final Listener listener;
  private int done;
  private volatile @Nullable RuntimeException failure;

  /** One native thread a trial. */
  public Sweep(int workers, Listener listener) {
    this(workers, 1, listener);
  }

  /**
   * @param workers trials at a time
   * @param threads native threads of each; part of what decides the bits of a result
   */
  public Sweep(int workers, int threads, Listener listener) {
    if (workers < 1) {
      throw new InputException("a sweep needs at least one worker, not " + workers);
    }
    this.workers = workers;
    this.threads = threads;
    this.listener = listener;
  }

  /**
   * Runs all trials to their ends, in order of the list. After a failure other than divergence no
   * other trial is begun; it is thrown once those that run have ended. An interruption stops all.
   */
  public void run(List<? extends Trial> trials) throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> futures = new ArrayList<>();
      for (Trial trial : trials) {
        futures.add(pool.submit(() -> one(trial, trials.size())));
      }
      try {
        for (Future<?> future : futures) {
          future.get();
        }
      } catch (ExecutionException e) {
        pool.shutdownNow();
        if (e.getCause() instanceof RuntimeException unheard) {
          throw unheard;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        pool.shutdownNow();
        throw e;
      }
    }
    RuntimeException first = failure;
    if (first != null) {
      throw first;
    }
  }

  private void one(Trial trial, int all) {
    if (Thread.currentThread().isInterrupted() || failure != null) {
      return;
    }
    try {
      bringToItsEnd(trial, all);
    } catch (RuntimeException cause) {
      if (Thread.currentThread().isInterrupted()) {
        throw cause;
      }
      synchronized (this) {
        if (failure == null) {
          failure = cause;
        }
        listener.failed(trial, cause);
      }
    }
  }

  private void bringToItsEnd(Trial trial, int all) {
    boolean skipped = trial.isFinished();
    if (!skipped) {
      Threads.use(threads);
      try {
        trial.run();
      } catch (Diverged cause) {
        synchronized (this) {
          listener.diverged(trial, cause);
        }
      } finally {
        NativeMemory.giveBack();
      }
    }
    synchronized (this) {
      done++;
      listener.finished(trial, done, all, skipped);
    }
  }
}
