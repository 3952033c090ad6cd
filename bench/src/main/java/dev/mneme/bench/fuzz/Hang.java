package dev.mneme.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Ends the process when one input takes too much processor time: a clock would call every input
 * slow on a busy machine. The input is left in the folder {@code mneme.fuzz.found}.
 */
final class Hang {

  /** A template may take the ten seconds it is allowed. */
  private static final long MOST_NANOS = 12_000_000_000L;

  private static final int STATUS = 70;

  private Hang() {}

  static void watch(Thread thread, Supplier<byte[]> running) {
    Thread watcher = new Thread(() -> forEver(thread, running), "hang");
    watcher.setDaemon(true);
    watcher.start();
  }

  @SuppressWarnings("ReferenceEquality") // each input is an array of its own
  private static void forEver(Thread thread, Supplier<byte[]> running) {
    ThreadMXBean times = ManagementFactory.getThreadMXBean();
    byte[] last = new byte[0];
    long began = 0;
    while (true) {
      long now = times.getThreadCpuTime(thread.threadId());
      byte[] input = running.get();
      if (input != last) {
        last = input;
        began = now;
      } else if (now - began > MOST_NANOS) {
        end(thread, input);
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private static void end(Thread thread, byte[] input) {
    System.err.println("== Hang: more than 12 seconds of processor time for one input");
    for (StackTraceElement step : thread.getStackTrace()) {
      System.err.println("\tat " + step);
    }
    try {
      Path folder = Path.of(System.getProperty("mneme.fuzz.found", "."));
      Files.write(folder.resolve("hang-0"), input);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
