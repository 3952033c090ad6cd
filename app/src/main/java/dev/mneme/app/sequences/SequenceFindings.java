package dev.mneme.app.sequences;

import dev.mneme.app.console.Table;
import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.lab.sequences.SequenceRecipe;
import dev.mneme.lab.sequences.SequenceTrials;
import dev.mneme.run.Provenance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** The curves of all trials, as a table, as CSV and as a page. */
final class SequenceFindings {

  private static final double SOLVED = 0.9;

  private final List<SequenceTrials.Curve> curves;

  SequenceFindings(List<SequenceTrials.Curve> curves) {
    this.curves = curves;
  }

  /** Per method: rewards at the first look and the last, mean and range over seeds. */
  Table table() {
    Table table =
        Table.of(
            Table.Column.left("method"),
            Table.Column.right("trials"),
            Table.Column.right("reward, start"),
            Table.Column.right("end"),
            Table.Column.right("greedy, end"),
            Table.Column.right("steps to 0.9"));
    for (SequenceRecipe.Method method : SequenceRecipe.Method.values()) {
      List<SequenceTrials.Curve> own = of(method);
      if (!own.isEmpty()) {
        table.row(
            title(method),
            Integer.toString(own.size()),
            range(own, curve -> curve.looks().getFirst().sampled()),
            range(own, curve -> curve.looks().getLast().sampled()),
            range(own, curve -> curve.looks().getLast().greedy()),
            solved(own));
      }
    }
    return table;
  }

  private static String range(
      List<SequenceTrials.Curve> some, ToDoubleFunction<SequenceTrials.Curve> figure) {
    DoubleSummaryStatistics over = some.stream().mapToDouble(figure).summaryStatistics();
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", over.getAverage(), over.getMin(), over.getMax());
  }

  private static String solved(List<SequenceTrials.Curve> some) {
    List<String> steps = new ArrayList<>();
    for (SequenceTrials.Curve curve : some) {
      steps.add(
          curve.looks().stream()
              .filter(look -> look.sampled() > SOLVED)
              .findFirst()
              .map(look -> Long.toString(look.step()))
              .orElse("-"));
    }
    return String.join(", ", steps);
  }

  String csv() {
    StringBuilder csv = new StringBuilder("method,seed,step,sampled,greedy\n");
    for (SequenceTrials.Curve curve : curves) {
      for (SequenceTrials.Look look : curve.looks()) {
        csv.append(
            String.format(
                Locale.ROOT,
                "%s,%d,%d,%.4f,%.4f%n",
                curve.method().name().toLowerCase(Locale.ROOT),
                curve.seed(),
                look.step(),
                look.sampled(),
                look.greedy()));
      }
    }
    return csv.toString();
  }

  Report report(String command, int seeds, Provenance provenance) {
    Report.Figure figure =
        new Report.Figure(
            "Reward against steps",
            "Mean reward of completions sampled at temperature 1 over all 90 prompts; the band is the range over seeds. SFT and DPO are shown the right answers, the others learn from the reward alone.",
            new Chart.Lines(
                Chart.Axis.linear("Step", ""),
                Chart.Axis.linear("Reward", ""),
                Arrays.stream(SequenceRecipe.Method.values())
                    .filter(method -> !of(method).isEmpty())
                    .map(this::line)
                    .toList()));
    return new Report(
        "Arithmetic sequences: from random weights by reward alone",
        "A language model of 0.8 million weights is shown half of 90 right answers for a moment, then learns by one method.",
        verdict(),
        List.of(new Report.Section("Rewards", figure)),
        new Report.Provenance(
            command,
            LongStream.range(0, seeds).boxed().toList(),
            provenance.libraries(),
            LocalDate.now(ZoneOffset.UTC)));
  }

  private String verdict() {
    long solved =
        of(SequenceRecipe.Method.GRPO).stream()
            .filter(curve -> curve.looks().getLast().sampled() > SOLVED)
            .count();
    return "GRPO ends above a reward of 0.9 in %d of %d trials."
        .formatted(solved, of(SequenceRecipe.Method.GRPO).size());
  }

  private Chart.Line line(SequenceRecipe.Method method) {
    SortedMap<Long, DoubleSummaryStatistics> steps = new TreeMap<>();
    of(method)
        .forEach(curve ->
            curve
                .looks()
                .forEach(look ->
                    steps
                        .computeIfAbsent(look.step(), step -> new DoubleSummaryStatistics())
                        .accept(look.sampled())));
    List<Chart.LinePoint> points = new ArrayList<>();
    steps.forEach((step, over) ->
        points.add(
            new Chart.LinePoint(
                step, new Estimate(over.getAverage(), over.getMin(), over.getMax()))));
    return new Chart.Line(title(method), points);
  }

  private List<SequenceTrials.Curve> of(SequenceRecipe.Method method) {
    return curves.stream().filter(curve -> curve.method() == method).toList();
  }

  private static String title(SequenceRecipe.Method method) {
    return method == SequenceRecipe.Method.REINFORCE ? "1-0 REINFORCE" : method.name();
  }
}
