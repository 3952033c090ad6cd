package dev.mneme.app.comparison;

import dev.mneme.app.drift.Drift;
import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import dev.mneme.measure.Figure;
import dev.mneme.measure.LayerChange;
import dev.mneme.measure.LayerDrift;
import dev.mneme.measure.MeasuredKl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far the model drifted, and the forgetting that this lets expect. */
final class DriftSection {

  private DriftSection() {}

  static Report.Section of(Findings findings) {
    Drift drift = findings.drift();
    if (drift == null) {
      return new Report.Section(
          "How far the model drifted", new Report.Paragraph(findings.noDrift()));
    }
    List<Report.Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            "KL divergence in nats on the new task's prompts, sampled at temperature 1 with nothing truncated, exact over the vocabulary at each token; sequences of at most %d tokens."
                .formatted(drift.tokens()),
            List.of(
                Column.words(""),
                Column.numbers("A token"),
                Column.numbers("A sequence"),
                Column.numbers("Sequences"),
                Column.numbers("Tokens"),
                Column.numbers("Cut off, %")),
            List.of(
                kl("forward: base ‖ tuned", drift.forward()),
                kl("reverse: tuned ‖ base", drift.reverse()))));
    blocks.add(expected(findings));
    blocks.add(
        new Report.Figure(
            "Change by layer",
            "Length of the change over length of what it changes. 0 is the embeddings, the last"
                + " point of the activations what the output reads.",
            new Chart.Lines(
                Chart.Axis.linear("Layer", ""),
                Chart.Axis.linear("Relative change", ""),
                List.of(weights(drift), activations(drift, false)))));
    blocks.add(
        new Report.Figure(
            "Do the layers still see texts alike?",
            "CKA of the activations on neutral text: 1 is the same up to a rotation.",
            new Chart.Lines(
                Chart.Axis.linear("Layer", ""),
                Chart.Axis.linear("CKA", ""),
                List.of(activations(drift, true)))));
    return new Report.Section("How far the model drifted", blocks);
  }

  private static List<Cell> kl(String name, MeasuredKl kl) {
    return List.of(
        Cell.of(name),
        nats(kl.perToken()),
        nats(kl.perSequence()),
        Cell.of("" + kl.sequences()),
        Cell.of("" + kl.tokens()),
        Cell.of(100 * kl.cut(), 1));
  }

  private static Cell nats(Figure figure) {
    return Cell.of(
        new Estimate(
            figure.value(),
            Math.min(figure.value(), figure.interval().low()),
            Math.max(figure.value(), figure.interval().high())),
        4);
  }

  private static Report.Block expected(Findings findings) {
    Findings.Expected expected = findings.expected();
    if (expected == null) {
      return new Report.Paragraph(
          "No calibrated law was given, so that no forgetting is predicted from the drift.");
    }
    Figure points = expected.prediction().forgetting();
    Figure change = findings.meanChange();
    return new Report.Figure(
        "Forgetting expected and measured",
        "Mean prior score lost. The law is one in %s, calibrated on %s.%s"
            .formatted(
                expected.law().predictor(),
                expected.law().calibratedOn().isEmpty()
                    ? "models that its file does not name"
                    : expected.law().calibratedOn(),
                expected.prediction().extrapolated()
                    ? " This drift lies outside those it was calibrated on: it guesses."
                    : ""),
        new Chart.Intervals(
            Chart.Axis.linear("Forgetting", "points"),
            List.of("mean of prior tasks"),
            List.of(
                new Chart.Row(
                    "expected",
                    "mean of prior tasks",
                    new Estimate(points.value(), points.interval().low(), points.interval().high()),
                    Optional.empty()),
                new Chart.Row(
                    "measured",
                    "mean of prior tasks",
                    new Estimate(
                        -100 * change.value(),
                        -100 * change.interval().high(),
                        -100 * change.interval().low()),
                    Optional.empty()))));
  }

  private static Chart.Line weights(Drift drift) {
    List<Chart.LinePoint> points = new ArrayList<>();
    double place = 0;
    for (LayerChange layer : drift.weights()) {
      // What belongs to no block, such as the last norm, is in the JSON.
      if (layer.layer().startsWith("layers.") || place == 0) {
        points.add(new Chart.LinePoint(place++, Estimate.exact(layer.relative())));
      }
    }
    return new Chart.Line("weights", points);
  }

  private static Chart.Line activations(Drift drift, boolean cka) {
    List<Chart.LinePoint> points = new ArrayList<>();
    for (int i = 0; i < drift.activations().size(); i++) {
      LayerDrift layer = drift.activations().get(i);
      double value = cka ? layer.linearCka() : layer.relative();
      if (Double.isFinite(value)) {
        points.add(new Chart.LinePoint(i, Estimate.exact(value)));
      }
    }
    return new Chart.Line("activations", points);
  }
}
