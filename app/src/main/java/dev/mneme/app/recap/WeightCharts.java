package dev.mneme.app.recap;

import dev.mneme.app.recap.WeightCourse.Kind;
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
import java.util.Set;
import java.util.TreeMap;

/** How the weights moved at each method's best rate, over the seeds that were trained here. */
final class WeightCharts {

  private static final double CONFIDENCE = 0.95;

  /** These rest, or have no weights. */
  private static final Set<RecapMethod> AT_REST =
      Set.of(RecapMethod.UNIFORM, RecapMethod.FIXED, RecapMethod.LWF, RecapMethod.REASONING_ONLY);

  private final RecapFindings findings;
  private final List<WeightCourse> courses;

  WeightCharts(RecapFindings findings, List<WeightCourse> courses) {
    this.findings = findings;
    this.courses = courses;
  }

  /** A figure for each method whose weights move; for RECAP also what they were made of. */
  List<Report.Block> of(String task) {
    List<Report.Block> figures = new ArrayList<>();
    for (RecapMethod method : findings.methods()) {
      if (!AT_REST.contains(method)) {
        findings
            .standing(task, method)
            .ifPresent(standing ->
                kinds(method).forEach(kind -> figure(standing, kind).ifPresent(figures::add)));
      }
    }
    return figures;
  }

  private static List<Kind> kinds(RecapMethod method) {
    return method == RecapMethod.RECAP || method == RecapMethod.RECAP_V2
        ? List.of(Kind.values())
        : List.of(Kind.WEIGHT);
  }

  private Optional<Report.Block> figure(Standing standing, Kind kind) {
    List<String> runs = standing.points().stream().map(RecapPoint::run).toList();
    List<WeightCourse> own =
        courses.stream().filter(course -> runs.contains(course.run())).toList();
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

  private static List<Chart.LinePoint> line(List<WeightCourse> courses, Kind kind, Aim aim) {
    Map<Long, List<Double>> steps = new TreeMap<>();
    for (WeightCourse course : courses) {
      for (WeightCourse.Step step : course.steps()) {
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
