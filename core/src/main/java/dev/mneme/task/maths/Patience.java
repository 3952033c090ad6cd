package dev.mneme.task.maths;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The time and the comparisons that are left for one verdict. */
final class Patience {

  private static final int COMPARISONS = 20_000;

  private long nanos;
  private int comparisons = COMPARISONS;

  Patience(Duration time) {
    nanos = time.toNanos();
  }

  boolean isOver() {
    return nanos <= 0;
  }

  /** Whether one more comparison may be made. */
  boolean forOneMore() {
    return comparisons-- > 0;
  }

  /** Waits for an answer, and takes the time that it took from what is left. */
  <T> T await(Future<T> answer) throws InterruptedException, ExecutionException, TimeoutException {
    long start = System.nanoTime();
    try {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    } finally {
      nanos -= System.nanoTime() - start;
    }
  }
}
