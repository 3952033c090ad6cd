package dev.mneme.app.evaluation;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks, over which data. */
final class TaskOptions {

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE",
      description = "a suite by name, or a YAML file that declares one")
  private @Nullable String suite;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      split = ",",
      description = "this task alone, of the suite or of all benchmarks; several with commas")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder with one folder of data a benchmark (default: data)")
  private Path data = Path.of("data");

  /**
   * What is asked for.
   *
   * @param suites those that there are
   * @throws InputException if there is no such suite or task, or none is named
   */
  Suite suite(Suites suites) {
    if (suite == null && tasks.isEmpty()) {
      throw new InputException(
          "Name what to ask with --suite or --task; the suites are %s, and \"mneme tasks\" lists the tasks."
              .formatted(String.join(", ", Suites.suites())));
    }
    return suite == null
        ? suites.of(tasks)
        : tasks.isEmpty() ? suites.suite(suite) : Suites.only(suites.suite(suite), tasks);
  }

  Path data() {
    return data;
  }
}
