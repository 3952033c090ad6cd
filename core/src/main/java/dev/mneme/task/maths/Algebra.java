package dev.mneme.task.maths;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the computer algebra in threads of its own, so that a limit of time holds whoever asks. A
 * thread that does not answer in time is interrupted and replaced; those that go on nevertheless
 * are counted, and when {@link #MOST_LOST} of them run at once, nothing is asked any more until one
 * ends.
 */
final class Algebra {

  enum Finding {
    ZERO,
    NOT_ZERO,
    UNKNOWN
  }

  private static final int MOST_LOST = 4;
  private static final Duration LOADING = Duration.ofSeconds(60);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final long STACK_BYTES = 8L << 20;

  private final Deque<Worker> idle = new ArrayDeque<>();
  private final List<Worker> lost = new ArrayList<>();
  private final AtomicLong timeOuts = new AtomicLong();

  /** Whether a term is zero wherever it has a value, its variables being real. */
  Finding isZero(Term term, Patience patience) {
    return Bounds.fit(term) ? ask(() -> new Symja().isZero(term), patience) : Finding.UNKNOWN;
  }

  /** How many questions were not answered in time. */
  long timeOuts() {
    return timeOuts.get();
  }

  /** Anything that stops when it is interrupted, or does not. */
  Finding ask(Supplier<Finding> question, Patience patience) {
    Worker worker = patience.isOver() ? null : take();
    if (worker == null) {
      return Finding.UNKNOWN;
    }
    Question asked = new Question(question, new CompletableFuture<>(), new CompletableFuture<>());
    worker.questions.add(asked);
    try {
      asked.begun.get(LOADING.toMillis(), TimeUnit.MILLISECONDS);
      Finding finding = patience.await(asked.answer);
      giveBack(worker);
      return finding;
    } catch (TimeoutException e) {
      timeOuts.incrementAndGet();
      lose(worker);
    } catch (InterruptedException e) {
      lose(worker);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      lose(worker);
    }
    return Finding.UNKNOWN;
  }

  private synchronized @Nullable Worker take() {
    for (Iterator<Worker> each = lost.iterator(); each.hasNext(); ) {
      if (!each.next().thread.isAlive()) {
        each.remove();
      }
    }
    while (!idle.isEmpty()) {
      Worker worker = idle.pop();
      if (worker.thread.isAlive()) {
        return worker;
      }
    }
    return lost.size() < MOST_LOST ? new Worker() : null;
  }

  private synchronized void giveBack(Worker worker) {
    idle.push(worker);
  }

  private synchronized void lose(Worker worker) {
    worker.ends = true;
    worker.thread.interrupt();
    lost.add(worker);
  }

  private record Question(
      Supplier<Finding> ask, CompletableFuture<Boolean> begun, CompletableFuture<Finding> answer) {}

  private static final class Worker implements Runnable {
    private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean ends;

    Worker() {
      thread = new Thread(null, this, "algebra", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
    }

    /** A thread that nobody asks ends after a while: the one who asked may be gone. */
    @Override
    public void run() {
      try {
        while (!ends) {
          Question question = questions.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
          if (question == null) {
            return;
          }
          answer(question);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void answer(Question question) {
      try {
        Symja.load();
        question.begun.complete(true);
        question.answer.complete(question.ask.get());
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
        question.begun.complete(true);
        question.answer.complete(Finding.UNKNOWN);
      }
    }
  }
}
