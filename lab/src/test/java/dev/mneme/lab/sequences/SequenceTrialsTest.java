package dev.mneme.lab.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.run.Provenance;
import dev.mneme.run.Sweep;
import dev.mneme.train.Observer;
import dev.mneme.train.Schedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole study with runs of two steps. */
class SequenceTrialsTest {

  @TempDir private Path folder;

  @Test
  void everyMethodAndSeedIsRunOnceAndRead() throws InterruptedException {
    List<Sweep.Trial> work = trials().all(Observer.NONE);
    assertThat(work).hasSize(10);
    for (Sweep.Trial trial : work.subList(0, 5)) {
      trial.run();
    }
    assertThat(trials().all(Observer.NONE).stream().filter(Sweep.Trial::isFinished))
        .extracting(Sweep.Trial::name)
        .containsExactly("sft-0", "dpo-0", "grpo-0", "reinforce-0", "ppo-0");
    List<SequenceTrials.Curve> curves = trials().curves();
    assertThat(curves).extracting(SequenceTrials.Curve::seed).containsOnly(0L).hasSize(5);
    for (SequenceTrials.Curve curve : curves) {
      assertThat(curve.looks()).extracting(SequenceTrials.Look::step).containsExactly(1L, 2L);
      assertThat(curve.looks()).allMatch(look -> look.sampled() >= 0 && look.greedy() <= 1);
    }
  }

  private SequenceTrials trials() {
    SequenceRecipe tiny =
        new SequenceRecipe(
            0,
            new SequenceRecipe.Warmup(3, 1, 1e-3),
            new SequenceRecipe.Tuning(
                SequenceRecipe.Method.GRPO,
                2,
                3,
                2,
                1.25,
                0.04,
                1e-3,
                Schedule.Shape.CONSTANT,
                1,
                0,
                2));
    Provenance provenance =
        Provenance.of(SequenceRecipe.FORMAT.write(tiny), Map.of(), Map.of("seed-0", 0L));
    return new SequenceTrials(folder, tiny, 2, provenance, note -> {});
  }
}
