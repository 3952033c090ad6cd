package dev.mneme.app.recap;

import dev.mneme.app.recap.RunCurves.Kind;
import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Report;
import dev.mneme.app.study.StudyFigures;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
import dev.mneme.lab.recap.Standing;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How rewards and weights moved at each method's best rate, over the seeds that were trained here.
 */
final class CurveCharts {

  private static final double CONFIDENCE = 0.95;

  private final RecapFindings findings;
  private final List<RunCurves> curves;

  CurveCharts(RecapFindings findings, List<RunCurves> curves) {
    this.findings = findings;
    this.curves = curves;
  }

  /** What is learnt how fast by each method, and its weights; for RECAP what they are made of. */
  List<Report.Block> of(String task) {
    List<Report.Block> figures = new ArrayList<>();
    for (RecapMethod method : findings.methods()) {
      findings
          .standing(task, method)
          .ifPresent(standing ->
              kinds(method).forEach(kind -> figure(standing, kind).ifPresent(figures::add)));
    }
    return figures;
  }

  private static List<Kind> kinds(RecapMethod method) {
    return switch (method) {
      case RECAP, RECAP_V2 -> List.of(Kind.values());
      case UNIFORM, FIXED, LWF, REASONING_ONLY -> List.of(Kind.REWARD);
      default -> List.of(Kind.REWARD, Kind.WEIGHT);
    };
  }

  private Optional<Report.Block> figure(Standing standing, Kind kind) {
    List<String> runs = standing.points().stream().map(RecapPoint::run).toList();
    List<RunCurves> own = curves.stream().filter(each -> runs.contains(each.run())).toList();
    List<Chart.Line> lines = new ArrayList<>();
    for (Aim aim : Aim.values()) {
      List<Chart.LinePoint> points = line(own, kind, aim);
      if (!points.isEmpty()) {
        lines.add(new Chart.Line(aim.title(), points));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Report.Figure(
                "%s of %s: %s".formatted(kind.title(), standing.method().title(), standing.task()),
                "Step by step at the method's best rate; means over seeds, with bands by Student's t where there are several.",
                new Chart.Lines(
                    Chart.Axis.linear("Step", ""), Chart.Axis.linear(kind.title(), ""), lines)));
  }

  private static List<Chart.LinePoint> line(List<RunCurves> curves, Kind kind, Aim aim) {
    Map<Long, List<Double>> steps = new TreeMap<>();
    for (RunCurves each : curves) {
      for (RunCurves.Step step : each.steps()) {
        double value = step.value(kind, aim);
        if (Double.isFinite(value)) {
          steps.computeIfAbsent(step.step(), number -> new ArrayList<>()).add(value);
        }
      }
    }
    List<Chart.LinePoint> points = new ArrayList<>();
    steps.forEach((step, values) -> {
      Estimate mean = Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
      points.add(
          new Chart.LinePoint(
              step, StudyFigures.estimate(new Figure(mean.mean(), mean.interval(CONFIDENCE)))));
    });
    return points;
  }
}
