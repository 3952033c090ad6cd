package dev.mneme.sandbox;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A child process as its parent sees it. It may say anything, or nothing: what is no message, comes
 * too late or costs too much ends it.
 *
 * <p>The process stops its programs itself; the limits here are wider and for processes that no
 * longer do.
 */
final class Worker implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 50;

  /** A machine that slept, or a process that was stopped for a while, has not waited so long. */
  private static final long LONGEST_STEP_NANOS = 500_000_000;

  /** Beside the heap: buffers and a collector's tables. */
  private static final int SPARE_MIB = 64;

  private static final Frame GONE = Frame.failure(Ending.LOST, "");

  private final Limits limits;
  private final Process process;
  private final DataOutputStream out;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>(4);

  private Worker(Limits limits, Process process) {
    this.limits = limits;
    this.process = process;
    out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    Thread.ofVirtual().name("sandbox-reader").start(this::read);
  }

  /**
   * Starts one; {@link #awaitReady} says when it can work.
   *
   * @param folder where the interpreter's library is unpacked, and the process's own folder
   */
  static Worker start(Role role, Limits limits, Path folder, List<String> isolation) {
    List<String> command = new ArrayList<>(isolation);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + (limits.memoryMiB() + SPARE_MIB) + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=96m",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("error.log"),
            "-XX:+DisableAttachMechanism",
            "-Xshare:auto",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            "-Duser.home=" + folder,
            "-Dpolyglot.engine.userResourceCache=" + folder.resolve("library"),
            "-Dpolyglotimpl.AttachLibraryFailureAction=ignore",
            "-cp",
            classPath(),
            InterpreterMain.class.getName(),
            role.name(),
            String.valueOf(limits.time().toMillis()),
            String.valueOf(limits.memoryMiB()),
            String.valueOf(limits.outputBytes()),
            String.valueOf(limits.valueCharacters())));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      return new Worker(limits, builder.start());
    } catch (IOException e) {
      throw new IllegalStateException("no process can be started for the sandbox", e);
    }
  }

  /** Ours, with every entry found from any folder. */
  private static String classPath() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  long pid() {
    return process.pid();
  }

  /** False if the process ended instead: after many programs, or a heavy one, it does. */
  boolean awaitReady() {
    return await(START, Duration.ofDays(1)).kind() == Frame.Kind.READY;
  }

  /** Sends a message and waits for the next one, within the limits of one program and some more. */
  Frame exchange(Frame frame) {
    send(frame);
    Duration computed = limits.time().multipliedBy(2).plusSeconds(10);
    return await(limits.time().multipliedBy(10).plusSeconds(60), computed);
  }

  void send(Frame frame) {
    try {
      frame.write(out);
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  private Frame await(Duration wall, Duration computed) {
    long waited = 0;
    long seen = System.nanoTime();
    Optional<Duration> before = process.info().totalCpuDuration();
    try {
      while (true) {
        Frame frame = frames.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (frame != null) {
          return frame;
        }
        Optional<Duration> now = process.info().totalCpuDuration();
        boolean tooMuch =
            before.isPresent()
                && now.isPresent()
                && now.get().minus(before.get()).compareTo(computed) > 0;
        long time = System.nanoTime();
        waited += Math.min(time - seen, LONGEST_STEP_NANOS);
        seen = time;
        if (tooMuch || waited > wall.toNanos()) {
          process.destroyForcibly();
          return Frame.failure(Ending.TIME, "");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new CancellationException("interrupted");
    }
  }

  private void read() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      Frame frame;
      while ((frame = Frame.read(in, Frame.longest(limits))) != null) {
        frames.put(frame);
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    frames.offer(GONE);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
