package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Kills {@code mneme train} at moments drawn from a seed, goes on with it, and kills it again. */
final class KilledRuns {

  private static final long SEED = 20_251_121;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> tally = new TreeMap<>();
  private final Path temporary;
  private final Path recipe;

  /**
   * @param temporary for runs and what they print
   */
  KilledRuns(Path temporary, Path recipe) {
    this.temporary = temporary;
    this.recipe = recipe;
  }

  /**
   * Runs until so many were killed, each gone on with until it ends as the uninterrupted one did.
   *
   * @return what the uninterrupted run left, as {@link RunFiles} sees it
   */
  Map<String, String> kill(int wanted) throws IOException, InterruptedException {
    Path whole = temporary.resolve("whole");
    Timing timing = uninterrupted(whole);
    Map<String, String> contents = RunFiles.contents(whole);
    int kills = 0;
    int runs = 0;
    while (kills < wanted) {
      Path folder = temporary.resolve("run-" + runs++);
      for (boolean finished = false; !finished; ) {
        try (MnemeProcess process = train(temporary, folder, recipe)) {
          if (kills < wanted && hit(process, folder, timing)) {
            tally.merge(left(folder), 1, Integer::sum);
            kills++;
          } else {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.OK);
            finished = true;
          }
        }
      }
      assertThat(RunFiles.contents(folder))
          .as("run %d after %d kills", runs, kills)
          .isEqualTo(contents);
    }
    System.out.printf("%d kills in %d runs, all ended bit for bit: %s%n", kills, runs, tally);
    return contents;
  }

  /** When the run appears on disk and how long the process lives, in milliseconds. */
  private record Timing(long appears, long ends) {}

  private Timing uninterrupted(Path folder) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (MnemeProcess process = train(temporary, folder, recipe)) {
      while (!Files.exists(folder.resolve("recipe.yaml")) && !process.endsWithin(2)) {
        assertThat(process.isAlive()).as(process.errors()).isTrue();
      }
      long appears = millisSince(start);
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.OK);
      return new Timing(appears, millisSince(start));
    }
  }

  /** Starts the run, or goes on with it. */
  static MnemeProcess train(Path temporary, Path folder, Path recipe) throws IOException {
    Path errors = temporary.resolve(folder.getFileName() + ".err");
    String[] start = {"train", recipe.toString(), "--out", folder.toString()};
    if (!Files.exists(folder.resolve("recipe.yaml"))) {
      return MnemeProcess.start(errors, start);
    }
    return MnemeProcess.start(
        errors, Stream.concat(Stream.of(start), Stream.of("--resume")).toArray(String[]::new));
  }

  /** Kills the process at a moment of its life; false if it ended by itself before. */
  private boolean hit(MnemeProcess process, Path folder, Timing timing)
      throws IOException, InterruptedException {
    boolean ended =
        random.nextBoolean()
            ? process.endsWithin(random.nextLong(timing.appears() * 9 / 10, timing.ends()))
            : endsBeforeCheckpoint(process, folder, random.nextInt(1, 15));
    return !ended && process.kill() == MnemeProcess.KILLED;
  }

  /** Waits until a checkpoint is being written for the {@code count}th time. */
  private static boolean endsBeforeCheckpoint(MnemeProcess process, Path folder, int count)
      throws IOException, InterruptedException {
    Set<String> seen = new TreeSet<>(unfinished(folder));
    int before = seen.size();
    while (!process.endsWithin(1)) {
      seen.addAll(unfinished(folder));
      if (seen.size() - before >= count) {
        return false;
      }
    }
    return true;
  }

  /** Folders of checkpoints that are being written, or were when the process was killed. */
  private static Set<String> unfinished(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path checkpoints :
        Set.of(folder.resolve("checkpoints"), folder.resolve("base/checkpoints"))) {
      try (Stream<Path> children = Files.list(checkpoints)) {
        children
            .map(Path::toString)
            .filter(name -> !name.matches(".*step-\\d+"))
            .forEach(names::add);
      } catch (NoSuchFileException notYet) {
        // the run has not come so far
      }
    }
    return names;
  }

  /** What the kill left. */
  private static String left(Path folder) throws IOException {
    if (!Files.exists(folder.resolve("recipe.yaml"))) {
      return "before the run is on disk";
    }
    if (!unfinished(folder).isEmpty()) {
      return "while a checkpoint is written";
    }
    Path base = folder.resolve("base");
    if (Files.exists(base) && !Files.exists(base.resolve("FINISHED"))) {
      return "while the base trains";
    }
    return Files.exists(folder.resolve("FINISHED")) ? "after the end" : "between checkpoints";
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
