package dev.mneme.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real command in a process of its own, with this JVM's class path and native flags. */
final class MnemeProcess implements AutoCloseable {

  /** What the system makes of a process that was ended by SIGKILL. */
  static final int KILLED = 128 + 9;

  private static final long LONGEST_MINUTES = 5;
  private static final List<String> INHERITED =
      List.of("--enable-native-access", "-Dorg.bytedeco.", "-Djava.library.path");

  private final Process process;
  private final Path errors;

  private MnemeProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /**
   * Starts {@code mneme ARGUMENTS}.
   *
   * @param errors file for its standard error
   */
  static MnemeProcess start(Path errors, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> INHERITED.stream().anyMatch(flag::startsWith))
        .forEach(command::add);
    // A short life is spent starting: the simple compiler and collector start soonest.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.mneme.app.Main"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    return new MnemeProcess(process, errors);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it ended within so many milliseconds. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Waits for its end and gives its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the process does not end");
    }
    return process.exitValue();
  }

  /** Ends it as a loss of power would: at once, without a chance to tidy up. */
  int kill() throws InterruptedException {
    process.destroyForcibly();
    return exitCode();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
