package dev.mneme.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;

/**
 * Pieces of work that need nothing of one another, each on a thread of its own with one native
 * thread: operations of small models are too short to be worth dividing.
 *
 * <p>That is so on the processor. A GPU works on one operator after the other whoever asks for it,
 * so there the pieces are done one after the other on the thread at hand, and there should be one.
 */
public final class SideBySide {

  private SideBySide() {}

  /**
   * Tensors that a piece of work leaves behind, and what they are part of.
   *
   * @param tensors kept from the scope of the work
   */
  public record Left<T>(T value, List<Tensor> tensors) {
    public Left {
      tensors = List.copyOf(tensors);
    }

    /** One tensor, which is kept here. */
    public static Left<Tensor> of(Scope scope, Tensor tensor) {
      return new Left<>(tensor, List.of(scope.keep(tensor)));
    }
  }

  /** One piece. Called on another thread, in a scope of its own, that keeps what it leaves. */
  @FunctionalInterface
  public interface Work<T> {
    Left<T> in(Scope scope);
  }

  /** Pieces that work is worth cutting into here: one for each native thread of the processor. */
  public static int most() {
    return Device.current().isProcessor() ? Threads.inUse() : 1;
  }

  /**
   * Does all of them, without recording for differentiation; what they leave belongs to the scope
   * that is open here. A single one is done on this thread, with all native threads.
   *
   * @throws RuntimeException the first failure, once all have ended
   */
  public static <T> List<T> compute(List<Work<T>> works) {
    // Only the processor's work goes to other threads, whose device it is without being told.
    if (works.size() == 1 || !Device.current().isProcessor()) {
      return works.stream().map(SideBySide::here).toList();
    }
    List<Callable<Left<T>>> calls = new ArrayList<>();
    for (Work<T> work : works) {
      calls.add(() -> {
        try (Scope scope = Scope.open()) {
          return Gradients.without(() -> work.in(scope));
        }
      });
    }
    List<T> values = new ArrayList<>();
    for (Left<T> left : run(calls)) {
      left.tensors().forEach(Scope::adopt);
      values.add(left.value());
    }
    return values;
  }

  /**
   * Does all of them, without recording for differentiation, each on one native thread: whoever is
   * free takes the next. Nothing of theirs is left but what they write into the caller's tensors.
   *
   * @throws RuntimeException the first failure, once all have ended
   */
  public static void each(List<Runnable> works) {
    AtomicInteger next = new AtomicInteger();
    Work<Integer> worker = scope -> new Left<>(Threads.one(() -> taken(works, next)), List.of());
    compute(Collections.nCopies(Math.min(most(), works.size()), worker));
  }

  /** Does works until none is left; gives how many it did. */
  private static int taken(List<Runnable> works, AtomicInteger next) {
    int done = 0;
    for (int at = next.getAndIncrement(); at < works.size(); at = next.getAndIncrement()) {
      works.get(at).run();
      done++;
    }
    return done;
  }

  private static <T> T here(Work<T> work) {
    try (Scope scope = Scope.open()) {
      return Gradients.without(() -> work.in(scope)).value();
    }
  }

  private static <T> List<T> run(List<Callable<T>> works) {
    int threads = Threads.inUse();
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (Callable<T> work : works) {
      FutureTask<T> task =
          new FutureTask<>(() -> {
            Threads.use(1);
            return work.call();
          });
      tasks.add(task);
      Thread.ofPlatform().daemon().name("side-by-side").start(task);
    }
    // However impatient the caller: the works use memory that is freed by whoever waits.
    tasks.forEach(SideBySide::await);
    Threads.use(threads);
    return tasks.stream().map(SideBySide::result).toList();
  }

  private static void await(FutureTask<?> task) {
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T result(FutureTask<T> task) {
    if (task.state() == FutureTask.State.SUCCESS) {
      return task.resultNow();
    }
    throw task.exceptionNow() instanceof RuntimeException failure
        ? failure
        : new IllegalStateException("a piece of the work failed", task.exceptionNow());
  }
}
