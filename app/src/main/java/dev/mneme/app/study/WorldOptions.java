package dev.mneme.app.study;

import dev.mneme.app.report.Copies;
import dev.mneme.data.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What studies on the small world let their user say alike. */
public final class WorldOptions {

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "the model to start from (default: ${DEFAULT-VALUE})",
      defaultValue = "models/lab-base")
  private Path base = Path.of("models", "lab-base");

  @Option(
      names = "--problems",
      paramLabel = "N",
      description = "to learn from, of each task (default: 4000)")
  private @Nullable Integer problems;

  @Option(
      names = "--items",
      paramLabel = "N",
      description =
          "asked of each benchmark; in a study of budgets, of each new task (default: 100; 60"
              + " with --quick)")
  private @Nullable Integer items;

  @Option(
      names = "--drift-samples",
      paramLabel = "N",
      description = "sequences for each KL (default: 128; 64 with --quick)")
  private @Nullable Integer drift;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "native threads of each trial; part of what decides the bits of the result (default:"
              + " ${DEFAULT-VALUE})",
      defaultValue = "1")
  private int threads = 1;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      description = "where the seeds begin (default: ${DEFAULT-VALUE})",
      defaultValue = "0")
  private long first;

  @Option(
      names = "--join",
      paramLabel = "FILE",
      split = ",",
      description =
          "points.csv of this study made elsewhere with other seeds, tasks or methods: the findings are about all of them")
  private List<Path> elsewhere = new ArrayList<>();

  @Mixin private StudyOptions study = new StudyOptions();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the findings here, for machines")
  private @Nullable Path json;

  /** What a command that repeats this one ends with; empty where nothing is joined. */
  public String joined() {
    return elsewhere.isEmpty()
        ? ""
        : " --join " + String.join(",", elsewhere.stream().map(Path::toString).toList());
  }

  /**
   * Where a study begins and what it leaves.
   *
   * @param base the model to start from
   * @param out the study's folder
   * @param elsewhere points of the same study that was made in parts
   * @param json one more place for the findings, if any
   */
  public record Places(Path base, Path out, List<Path> elsewhere, @Nullable Path json) {

    public Places {
      elsewhere = List.copyOf(elsewhere);
    }
  }

  /**
   * Refuses what cannot be begun with.
   *
   * @throws InputException in one line
   */
  public void require() {
    Copies.requirePlace("--json", json);
    if (workers() < 1) {
      throw new InputException("--workers must be at least 1, was " + workers() + ".");
    }
    for (Path file : elsewhere) {
      if (!Files.isRegularFile(file)) {
        throw InputException.of(
            "--join: there is no file %s. Name a points.csv of the same study.", file);
      }
    }
  }

  /**
   * Opens the base to see that it is a model.
   *
   * @param usual name of the folder below {@code runs}, if not said otherwise
   */
  public Places places(String usual) {
    new StudyBase(base).requireModel();
    return new Places(base, study.out(usual), elsewhere, json);
  }

  /** The model to start from. */
  public Path base() {
    return base;
  }

  /** Problems to learn from, if not said otherwise. */
  public int problems(int usual) {
    return Given.count("--problems", 1, problems, usual);
  }

  /** Items of each benchmark, if not said otherwise. */
  public int items(int usual) {
    return Given.count("--items", 1, items, usual);
  }

  /** Sequences for each KL, if not said otherwise. */
  public int drift(int usual) {
    return Given.count("--drift-samples", 2, drift, usual);
  }

  /** Native threads of each trial. */
  public int threads() {
    return threads;
  }

  /** Where the seeds begin. */
  public long firstSeed() {
    return first;
  }

  /** How many seeds, if not said otherwise. */
  public int seeds(int usual) {
    return study.seeds(usual);
  }

  /** Trials at a time. */
  public int workers() {
    return study.workers();
  }
}
