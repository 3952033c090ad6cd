package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.images.DrawnImages;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import dev.mneme.train.Event;
import dev.mneme.train.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A whole study on a handful of drawn images: 28 trials of four steps each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityStudyTest {

  private static final ParitySweep TINY =
      new ParitySweep(
          new ParityRecipe(
              "drawn",
              0,
              new ParityRecipe.Base(List.of(12), 60, 2, 20, 1e-2, 0.1, 0),
              new ParityRecipe.Tuning(
                  Method.GRPO, 80, 1, 20, 1e-3, Schedule.Shape.COSINE, 0.1, 4, 0.1, 0),
              new ParityRecipe.Probing(2, 100, 0),
              new ParityRecipe.Saving(0, 2)),
          1,
          List.of(1e-3, 1e-2),
          List.of(1),
          2);

  private static final Provenance PROVENANCE =
      new Provenance("", Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  private final ParityWorld world = ParityWorld.of(DrawnImages.draw(1, 80, 60, 100, 100));
  private final List<Event> heard = Collections.synchronizedList(new ArrayList<>());
  private final List<String> trained = new ArrayList<>();

  @TempDir private static Path temporary = Path.of("");
  private Path first = temporary;

  @BeforeAll
  void runOnce() throws InterruptedException {
    first = temporary.resolve("one-worker");
    run(first, 1);
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void everyTrialLeavesItsPoints() {
    ParityStudy study = study(first);
    assertThat(study.trials()).isEqualTo(28);
    assertThat(study.points()).hasSize(56);
    assertThat(study.points().stream().map(Point::step).distinct()).containsExactly(2L, 4L);
    assertThat(study.cosines()).hasSize(14);
    assertThat(study.points().getFirst().figures())
        .containsKeys(
            Point.NEW_ACCURACY,
            Point.OLD_ACCURACY,
            Point.BASE_NEW_ACCURACY,
            Point.BASE_OLD_ACCURACY,
            Point.FORWARD_KL);
  }

  @Test
  void runAgainItTrainsNothingAndFindsTheSame() throws InterruptedException {
    ParityFindings before = findings(first);
    Map<String, String> events = events(first);
    run(first, 1);
    assertThat(heard).isEmpty();
    assertThat(trained).isEmpty();
    assertThat(events(first)).isEqualTo(events);
    assertThat(findings(first))
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> Double.compare(one, other) == 0, Double.class)
        .isEqualTo(before);
  }

  @Test
  void aTrialThatIsLostIsRunAgainWithTheSameEvents() throws InterruptedException, IOException {
    Map<String, String> events = events(first);
    String lost = ParitySweep.name(TINY.trials(0).get(4));
    delete(first.resolve("trials").resolve(lost));
    assertThat(study(first).points()).hasSize(54);
    run(first, 1);
    assertThat(trained).containsExactly(lost);
    assertThat(events(first)).isEqualTo(events);
  }

  @Test
  void resultsDoNotDependOnTheNumberOfWorkers() throws InterruptedException {
    Path second = temporary.resolve("two-workers");
    run(second, 2);
    assertThat(trained).hasSize(28);
    assertThat(events(second)).hasSize(30).isEqualTo(events(first));
  }

  private void run(Path folder, int workers) throws InterruptedException {
    heard.clear();
    trained.clear();
    study(folder)
        .run(
            workers,
            new Sweep.Listener() {
              @Override
              public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
                if (!skipped) {
                  trained.add(trial.name());
                }
              }

              @Override
              public void diverged(Sweep.Trial trial, Diverged cause) {
                throw cause;
              }
            },
            heard::add);
  }

  private ParityStudy study(Path folder) {
    return new ParityStudy(TINY, world, folder, (recipe, seed) -> PROVENANCE, note -> {});
  }

  private ParityFindings findings(Path folder) {
    ParityStudy study = study(folder);
    return ParityFindings.of(study.points(), study.cosines(), new ClusterBootstrap(50, 0.95, 1));
  }

  /** The event logs of all runs, bases and teachers included, by folder. */
  private static Map<String, String> events(Path folder) {
    Map<String, String> events = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.endsWith(RunFolder.EVENTS))
          .forEach(file -> events.put(folder.relativize(file).toString(), text(file)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return events;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.toList().reversed();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
