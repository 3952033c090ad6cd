package dev.mneme.app.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Report;
import dev.mneme.lab.sequences.SequenceRecipe;
import dev.mneme.lab.sequences.SequenceTrials;
import dev.mneme.run.Provenance;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two planted trials of GRPO, of which one is solved, and one of SFT. */
class SequenceFindingsTest {

  private static final SequenceFindings FINDINGS =
      new SequenceFindings(
          List.of(
              curve(SequenceRecipe.Method.SFT, 0, 0.2, 0.99, 1),
              curve(SequenceRecipe.Method.GRPO, 0, 0.2, 0.5, 0.95),
              curve(SequenceRecipe.Method.GRPO, 1, 0.1, 0.4, 0.85)));

  private static SequenceTrials.Curve curve(
      SequenceRecipe.Method method, long seed, double... rewards) {
    return new SequenceTrials.Curve(
        method,
        seed,
        IntStream.range(0, rewards.length)
            .mapToObj(i -> new SequenceTrials.Look(20L * i, rewards[i], rewards[i] / 2))
            .toList());
  }

  @Test
  void theTableHasMeansRangesAndWhenEachSeedWasSolved() {
    assertThat(String.join("\n", FINDINGS.table().lines()))
        .contains("0.15 (0.10 to 0.20)", "0.90 (0.85 to 0.95)", "40, -", "20")
        .doesNotContain("PPO");
  }

  @Test
  void theCsvHasARowForEachLook() {
    assertThat(FINDINGS.csv().lines())
        .hasSize(10)
        .startsWith("method,seed,step,sampled,greedy", "sft,0,0,0.2000,0.1000")
        .contains("grpo,1,40,0.8500,0.4250");
  }

  @Test
  void thePageDrawsWhatWasRunAndCountsWhatWasSolved() {
    Provenance provenance = Provenance.of("recipe", Map.of(), Map.of("seed-0", 0L));
    Report report = FINDINGS.report("command", 2, provenance);
    assertThat(report.verdict()).contains("1 of 2");
    Report.Figure figure = (Report.Figure) report.sections().getFirst().blocks().getFirst();
    Chart.Lines lines = (Chart.Lines) figure.chart();
    assertThat(lines.lines()).extracting(Chart.Line::method).containsExactly("SFT", "GRPO");
    assertThat(lines.lines().getLast().points().getLast().y().low()).isEqualTo(0.85);
  }
}
