package dev.mneme.app.forecast;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory of this process and of its machine. */
public final class ProcessMemory {

  /** What the garbage collector lets the heap grow by while a run goes on. */
  public static final long HEAP_GROWTH = 120L << 20;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d{1,15}) kB");

  /** Where the system does not tell: Java with libtorch loaded, rounded up. */
  private static final long USUAL = 400L << 20;

  private ProcessMemory() {}

  /** Bytes of this process that are in memory now. */
  public static long resident() {
    return fromLinux(STATUS).orElse(USUAL);
  }

  /** What a file laid out as Linux lays out {@code /proc/PID/status} says, if there is one. */
  static Optional<Long> fromLinux(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .map(RESIDENT::matcher)
          .filter(Matcher::matches)
          .map(match -> Long.parseLong(match.group(1)) << 10)
          .findFirst();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Bytes that the machine, or the container around this process, has. */
  public static long ofTheMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
