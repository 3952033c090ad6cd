package dev.mneme.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * One Python interpreter with one driver, in one thread, which is stopped when its time is over.
 *
 * <p>It sees no host object, file, variable, process, thread or native library; its own standard
 * library can be read. Time is what its thread computed plus what it was seen to wait.
 */
final class Interpreter implements AutoCloseable {

  private static final long POLL_MILLIS = 10;
  private static final long GRACE_SECONDS = 3;

  /** Between two looks; a process that was stopped for a while has not waited so long. */
  private static final long LONGEST_STEP_NANOS = 100_000_000;

  /** Deep recursion is legal Python; the interpreter takes about a KiB of stack per small step. */
  private static final long STACK_BYTES = 64L << 20;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Context context;
  private final CountedOutput output;
  private final ExecutorService executor;
  private final Thread thread;
  private final Value driver;
  private final Limits limits;
  private long computedBefore;
  private long waitedNanos;
  private boolean stuck;

  /**
   * A fresh one.
   *
   * @param ask what the judge's driver gets results of the candidate from
   */
  Interpreter(Engine engine, Role role, Limits limits, ProxyExecutable ask) {
    this.limits = limits;
    output = new CountedOutput(limits.outputBytes());
    context =
        Context.newBuilder("python")
            .engine(engine)
            .allowHostAccess(HostAccess.NONE)
            .allowHostClassLoading(false)
            .allowHostClassLookup(name -> false)
            .allowPolyglotAccess(PolyglotAccess.NONE)
            .allowEnvironmentAccess(EnvironmentAccess.NONE)
            .allowIO(IOAccess.NONE)
            .allowNativeAccess(false)
            .allowCreateProcess(false)
            .allowCreateThread(false)
            .allowInnerContextOptions(false)
            .allowValueSharing(false)
            .option("python.PosixModuleBackend", "java")
            .in(InputStream.nullInputStream())
            .out(output)
            .err(output)
            .build();
    Thread[] made = new Thread[1];
    executor =
        Executors.newSingleThreadExecutor(work -> {
          made[0] = new Thread(null, work, "interpreter", STACK_BYTES);
          made[0].setDaemon(true);
          return made[0];
        });
    Future<Value> started =
        executor.submit(() -> {
          context.eval("python", script("values.py"));
          Value last = context.eval("python", script(role.driver()));
          return role == Role.JUDGE ? last.execute(ask) : last;
        });
    try {
      driver = started.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("the interpreter does not start", e);
    }
    thread = Objects.requireNonNull(made[0]);
    computedBefore = THREADS.getThreadCpuTime(thread.threadId());
  }

  /**
   * The driver's answer, or the failure that came in its place.
   *
   * @param timeStartsAgain whether earlier requests do not count
   */
  Frame handle(String request, boolean timeStartsAgain) {
    if (timeStartsAgain) {
      computedBefore = THREADS.getThreadCpuTime(thread.threadId());
      waitedNanos = 0;
    }
    Future<Frame> work = executor.submit(() -> answer(request));
    long seen = System.nanoTime();
    while (true) {
      try {
        return work.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = System.nanoTime();
        if (thread.getState() != Thread.State.RUNNABLE) {
          waitedNanos += Math.min(now - seen, LONGEST_STEP_NANOS);
        }
        seen = now;
        long computed = THREADS.getThreadCpuTime(thread.threadId()) - computedBefore;
        if (computed + waitedNanos > limits.time().toNanos()) {
          return stop();
        }
      } catch (ExecutionException | InterruptedException e) {
        return Frame.failure(Ending.LOST, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Whether the thread could not be stopped, so that the process must end. */
  boolean stuck() {
    return stuck;
  }

  private Frame stop() {
    Thread closer = Thread.ofPlatform().daemon().start(() -> context.close(true));
    try {
      stuck = !closer.join(Duration.ofSeconds(GRACE_SECONDS));
    } catch (InterruptedException e) {
      stuck = true;
    }
    return Frame.failure(Ending.TIME, "");
  }

  private Frame answer(String request) {
    try {
      String said = driver.execute(request).asString();
      if (output.flooded()) {
        return Frame.failure(Ending.OUTPUT, "");
      }
      return said.length() > limits.valueCharacters()
          ? Frame.failure(Ending.VALUE, "")
          : new Frame(Frame.Kind.VALUE, said);
    } catch (PolyglotException e) {
      return failure(e);
    } catch (OutOfMemoryError e) {
      return Frame.failure(Ending.MEMORY, "");
    }
  }

  private Frame failure(PolyglotException e) {
    String message = String.valueOf(e.getMessage());
    if (output.flooded()) {
      return Frame.failure(Ending.OUTPUT, "");
    }
    if (e.isCancelled()) {
      return Frame.failure(Ending.TIME, "");
    }
    if (e.isExit() || message.startsWith("SystemExit")) {
      return Frame.failure(Ending.EXIT, "");
    }
    if (e.isResourceExhausted() || message.startsWith("MemoryError")) {
      return Frame.failure(Ending.MEMORY, "");
    }
    return Frame.failure(
        Endings.forbids(message) ? Ending.FORBIDDEN : Ending.BROKEN,
        message.length() > 400 ? message.substring(0, 400) : message);
  }

  private static String script(String name) {
    try (InputStream in = Interpreter.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (!stuck) {
      context.close(true);
      executor.shutdownNow();
    }
  }
}
