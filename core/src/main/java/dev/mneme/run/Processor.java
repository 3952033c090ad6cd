package dev.mneme.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The name of the machine's processor, as its operating system tells it. */
final class Processor {

  private Processor() {}

  static String name() {
    return fromLinux(Path.of("/proc/cpuinfo"))
        .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
        .orElseGet(() -> System.getProperty("os.arch"));
  }

  /** The first {@code model name} of a file laid out as Linux lays out {@code /proc/cpuinfo}. */
  static Optional<String> fromLinux(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
