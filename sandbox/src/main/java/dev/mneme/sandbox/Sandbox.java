package dev.mneme.sandbox;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs against hidden tests, one at a time, in two child processes that stay warm.
 *
 * <p>The processes start with the first program, which takes seconds; every program after it gets a
 * fresh interpreter in the same process, made ready in advance. A process that was used up, killed
 * or ran out of memory is replaced. Several threads may share one sandbox and wait for each other;
 * for more speed open several. {@link #close} ends the processes and removes the folder that they
 * unpacked the interpreter's library into.
 */
public final class Sandbox implements AutoCloseable {

  private static final int ATTEMPTS = 3;

  /** Tests are trusted and share an interpreter, but what they leave behind should not grow. */
  private static final int TASKS_PER_JUDGE = 500;

  private static final String FATAL = PlainText.write(Map.of("fatal", true));

  private final Limits limits;
  private @Nullable Ground ground;
  private @Nullable Worker candidate;
  private @Nullable Worker judge;
  private int judged;
  private boolean judgeIsReady;
  private boolean closed;

  private Sandbox(Limits limits) {
    this.limits = limits;
  }

  /** Nothing is started or written yet. */
  public static Sandbox open(Limits limits) {
    return new Sandbox(limits);
  }

  Limits limits() {
    return limits;
  }

  /**
   * What becomes of a program.
   *
   * @throws InputException if the tests are no Python or hold no assert
   * @throws CancellationException if the thread is interrupted: what is not known is no verdict
   */
  synchronized Outcome run(Program program, HiddenTests tests) {
    if (closed) {
      throw new IllegalStateException("the sandbox is closed");
    }
    startBoth();
    Worker runs = readyCandidate();
    Worker asks = readyJudge();
    @Nullable Frame ended = null;
    try {
      Frame loaded = runs.exchange(load(program));
      if (loaded.kind() != Frame.Kind.VALUE) {
        ended = loaded;
        return Endings.outcome(loaded, limits, 0, 0);
      }
      Outcome broken = Endings.raised(loaded.text());
      if (broken != null) {
        return broken;
      }
      Frame said = asks.exchange(new Frame(Frame.Kind.REQUEST, tests.request()));
      while (said.kind() == Frame.Kind.ASK) {
        if (ended == null) {
          Frame result = runs.exchange(new Frame(Frame.Kind.REQUEST, said.text()));
          if (result.kind() != Frame.Kind.VALUE) {
            ended = result;
          } else {
            said = asks.exchange(new Frame(Frame.Kind.ANSWER, result.text()));
          }
        }
        if (ended != null) {
          said = asks.exchange(new Frame(Frame.Kind.ANSWER, FATAL));
        }
      }
      if (said.kind() != Frame.Kind.VALUE) {
        drop(Role.JUDGE);
        return ended == null ? Endings.ofTests(said, limits) : Endings.outcome(ended, limits, 0, 0);
      }
      return Endings.outcome(said.text(), ended, limits);
    } catch (CancellationException interrupted) {
      drop(Role.CANDIDATE);
      drop(Role.JUDGE);
      throw interrupted;
    } finally {
      recycle(ended);
    }
  }

  private static Frame load(Program program) {
    List<@Nullable Object> pieces = Arrays.asList(program.prelude(), program.source());
    return new Frame(Frame.Kind.REQUEST, PlainText.write(List.of("load", pieces)));
  }

  private void startBoth() {
    if (candidate == null) {
      candidate = start(Role.CANDIDATE);
    }
    if (judge == null) {
      judge = start(Role.JUDGE);
      judged = 0;
      judgeIsReady = false;
    }
  }

  private Worker start(Role role) {
    if (ground == null) {
      ground = Ground.prepared();
    }
    return Worker.start(role, limits, ground.folder(), ground.isolation());
  }

  /**
   * What processes start on.
   *
   * @param folder where they unpack the interpreter's library
   * @param isolation words before their commands
   */
  private record Ground(Path folder, List<String> isolation) {

    static Ground prepared() {
      try {
        return new Ground(Files.createTempDirectory("mneme-sandbox"), Isolation.words());
      } catch (IOException e) {
        throw new InputException("no folder can be made for temporary files: " + e.getMessage(), e);
      }
    }
  }

  /** A process that has served its time ends instead of saying that it is ready. */
  private Worker readyCandidate() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      startBoth();
      Worker worker = Objects.requireNonNull(candidate);
      if (worker.awaitReady()) {
        return worker;
      }
      drop(Role.CANDIDATE);
    }
    throw notStarting();
  }

  private Worker readyJudge() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      startBoth();
      Worker worker = Objects.requireNonNull(judge);
      if (judged++ > TASKS_PER_JUDGE) {
        drop(Role.JUDGE);
      } else if (judgeIsReady || worker.awaitReady()) {
        judgeIsReady = true;
        return worker;
      } else {
        drop(Role.JUDGE);
      }
    }
    throw notStarting();
  }

  private static IllegalStateException notStarting() {
    return new IllegalStateException(
        "the sandbox's process does not start; is there memory for two more JVMs?");
  }

  /**
   * The next program gets a fresh interpreter; a process whose memory ran full ends itself at this.
   */
  private void recycle(@Nullable Frame ended) {
    Worker worker = candidate;
    if (worker == null) {
      return;
    }
    if (!worker.isAlive() || (ended != null && Endings.of(ended) == Ending.LOST)) {
      drop(Role.CANDIDATE);
      startBoth();
    } else {
      worker.send(new Frame(Frame.Kind.END, ""));
    }
  }

  private void drop(Role role) {
    Worker worker = role == Role.JUDGE ? judge : candidate;
    if (worker != null) {
      worker.close();
    }
    if (role == Role.JUDGE) {
      judge = null;
    } else {
      candidate = null;
    }
  }

  /** The candidate's process, for tests that watch it. */
  synchronized long candidatePid() {
    startBoth();
    return Objects.requireNonNull(candidate).pid();
  }

  @Override
  public synchronized void close() {
    closed = true;
    drop(Role.CANDIDATE);
    drop(Role.JUDGE);
    if (ground == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(ground.folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // It lies in the system's folder for temporary files, which is emptied by others.
    }
  }
}
