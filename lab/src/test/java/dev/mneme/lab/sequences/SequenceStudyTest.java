package dev.mneme.lab.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.Disk;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Short runs: the whole way from random weights, whatever the method. */
class SequenceStudyTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(SequenceRecipe.Method.class)
  void everyMethodTrainsAndMeasures(SequenceRecipe.Method method) {
    List<Event> events = new ArrayList<>();
    run("run", recipe(method, 2), events::add);
    assertThat(events.stream().filter(Event.Measured.class::isInstance)).hasSize(2);
    assertThat(events.getLast()).isInstanceOf(Event.Finished.class);
  }

  @Test
  void anInterruptedRunGoesOnToTheSameBits() throws IOException {
    SequenceRecipe recipe = recipe(SequenceRecipe.Method.GRPO, 4);
    run("whole", recipe, Observer.NONE);
    try {
      run(
          "broken",
          recipe,
          event -> {
            if (event.step() == 3) {
              throw new IllegalStateException("pulled the plug");
            }
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("pulled the plug");
    }
    run("broken", recipe, Observer.NONE);
    for (String file : List.of("events.jsonl", "warmup/events.jsonl")) {
      assertThat(Files.readString(folder.resolve("broken").resolve(file)))
          .isEqualTo(Files.readString(folder.resolve("whole").resolve(file)));
    }
  }

  private static SequenceRecipe recipe(SequenceRecipe.Method method, long steps) {
    SequenceRecipe like = SequenceRecipe.DEFAULTS;
    SequenceRecipe.Tuning tuning = like.tuning();
    return new SequenceRecipe(
        3,
        new SequenceRecipe.Warmup(10, 2, 1e-3),
        new SequenceRecipe.Tuning(
            method, steps, 6, 2, 1.25, 0.04, 1e-3, tuning.schedule(), tuning.clipNorm(), 1, steps));
  }

  private void run(String name, SequenceRecipe recipe, Observer watcher) {
    String text = SequenceRecipe.FORMAT.write(recipe);
    Provenance provenance = Provenance.of(text, Map.of(), Map.of("seed", recipe.seed()));
    new SequenceStudy(
            recipe,
            part -> {
              Path place = folder.resolve(name).resolve(part);
              return RunFolder.open(Disk.real(), place, text, provenance, 2, note -> {});
            })
        .run(watcher);
  }
}
