package dev.mneme.app.study;

import dev.mneme.data.InputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that reproduces a study lets its user say. */
public final class StudyOptions {

  private static final int MOST_SEEDS = 100;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "seeds, each with its own trials (default: 3; 1 with --quick, or where a study is quick"
              + " in any case)")
  private @Nullable Integer seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to keep runs and results (default: below runs/, named after the study)")
  private @Nullable Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "trials side by side (default: one a core)")
  private int workers = Runtime.getRuntime().availableProcessors();

  /** How many seeds, if not said otherwise. */
  public int seeds(int usual) {
    int count = seeds == null ? usual : seeds;
    if (count < 1 || count > MOST_SEEDS) {
      throw new InputException(
          "--seeds must lie between 1 and %d, was %d.".formatted(MOST_SEEDS, count));
    }
    return count;
  }

  /** The folder, if not said otherwise one below {@code runs} of that name. */
  public Path out(String usual) {
    return out == null ? Path.of("runs", usual) : out;
  }

  /** Trials at a time. */
  public int workers() {
    return workers;
  }
}
