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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mneme train} killed by SIGKILL at moments nobody chose, and gone on with.
 *
 * <p>{@code -Dmneme.kills=50} kills that often; {@code bench/kill-resume} does so and shows where
 * the kills hit.
 */
class KillResumeTest {

  private static final int KILLS = Integer.getInteger("mneme.kills", 12);
  private static final long SEED = 20_251_121;

  /** On-policy, so that it draws random numbers at every step; 40 checkpoints in a second. */
  private static final String RECIPE =
      """
      world: drawn
      seed: 3
      base:
        hidden: [16]
        examples: 64
        epochs: 1
      tuning:
        method: grpo
        examples: 480
        batch: 8
        epochs: 2
        learning-rate: 1e-3
        group: 4
      probing:
        points: 4
        test-images: 100
      saving:
        checkpoint-every: 3
        log-every: 1
      """;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> tally = new TreeMap<>();

  @TempDir Path temporary;
  private Path recipe = Path.of("");

  @BeforeEach
  void writeRecipe() throws IOException {
    recipe = Files.writeString(temporary.resolve("recipe.yaml"), RECIPE);
  }

  @Test
  void aRunKilledAtAnyMomentsEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    Path whole = temporary.resolve("whole");
    Timing timing = uninterrupted(whole);
    Map<String, String> wanted = RunFiles.contents(whole);
    assertThat(wanted)
        .containsKeys(
            "events.jsonl",
            "FINISHED",
            "checkpoints/step-000120/weights.safetensors",
            "checkpoints/step-000120/state.safetensors");
    int kills = 0;
    int runs = 0;
    while (kills < KILLS) {
      Path folder = temporary.resolve("run-" + runs++);
      for (boolean finished = false; !finished; ) {
        try (MnemeProcess process = train(folder, recipe)) {
          if (kills < KILLS && hit(process, folder, timing)) {
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
          .isEqualTo(wanted);
    }
    System.out.printf("%d kills in %d runs, all ended bit for bit: %s%n", kills, runs, tally);
  }

  @Test
  void aSecondProcessIsRefusedInOneLineAndTheFirstGoesOn() throws Exception {
    Path endless =
        Files.writeString(
            temporary.resolve("endless.yaml"), RECIPE.replace("epochs: 2", "epochs: 100000"));
    Path folder = temporary.resolve("shared");
    try (MnemeProcess first = train(folder, endless)) {
      while (!Files.exists(folder.resolve("checkpoints/step-000003/COMPLETE"))
          && !first.endsWithin(5)) {
        assertThat(first.isAlive()).as(first.errors()).isTrue();
      }
      try (MnemeProcess second = train(folder, endless)) {
        assertThat(second.exitCode()).isEqualTo(ExitCode.MISTAKE);
        assertThat(second.errors())
            .startsWith("mneme: " + folder + " is being written by another process (process ")
            .hasLineCount(1);
      }
      assertThat(first.isAlive()).as(first.errors()).isTrue();
    }
  }

  /** When the run appears on disk and how long the process lives, in milliseconds. */
  private record Timing(long appears, long ends) {}

  private Timing uninterrupted(Path folder) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (MnemeProcess process = train(folder, recipe)) {
      while (!Files.exists(folder.resolve("recipe.yaml")) && !process.endsWithin(2)) {
        assertThat(process.isAlive()).as(process.errors()).isTrue();
      }
      long appears = millisSince(start);
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.OK);
      return new Timing(appears, millisSince(start));
    }
  }

  private MnemeProcess train(Path folder, Path recipe) throws IOException {
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
    if (!Files.exists(folder.resolve("base/FINISHED"))) {
      return "while the base trains";
    }
    return Files.exists(folder.resolve("FINISHED")) ? "after the end" : "between checkpoints";
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
