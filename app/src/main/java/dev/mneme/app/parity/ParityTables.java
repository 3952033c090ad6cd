package dev.mneme.app.parity;

import static dev.mneme.app.console.Table.Column.left;
import static dev.mneme.app.console.Table.Column.right;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.lab.parity.ParityFindings;
import dev.mneme.lab.parity.Published;
import dev.mneme.lab.parity.RateLaw;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The last screen of a study: what predicts forgetting, and what each method keeps. */
final class ParityTables {

  private final Terminal terminal;
  private final Published published;

  ParityTables(Terminal terminal, Published published) {
    this.terminal = terminal;
    this.published = published;
  }

  void print(String title, ParityFindings findings, List<String> diverged) {
    terminal.out().println();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s: base %.1f %% parity, %.1f %% garments%s%n%n",
            title,
            100 * findings.baseNew(),
            100 * findings.baseOld(),
            published
                .base()
                .map(base ->
                    String.format(
                        Locale.ROOT,
                        " (paper: %.1f, %.1f)",
                        base.newAccuracy(),
                        base.oldAccuracy()))
                .orElse(" — images drawn here, nothing published to compare with"));
    predictors(findings);
    terminal.out().println();
    methods(findings);
    terminal.out().println();
    order(findings);
    terminal.out().println();
    rates(findings);
    terminal.out().println();
    for (String trial : diverged) {
      terminal.out().println("Diverged, and left out: " + trial);
    }
    terminal.out().println(verdict(findings));
  }

  /** What the study says in one sentence. */
  static String verdict(ParityFindings findings) {
    ParityFindings.Lead lead = findings.lead();
    double r2 =
        findings.predictors().stream()
            .filter(each ->
                each.degree() == 2
                    && each.inputs().equals("new")
                    && each.name().equals("forward-kl"))
            .mapToDouble(ParityFindings.Predictor::r2)
            .findFirst()
            .orElse(Double.NaN);
    String comparison =
        switch (lead.outcome()) {
          case HOLDS -> "better than any other measure";
          case FAILS -> "worse than another measure";
          case OPEN -> "not separable from all other measures";
        };
    return String.format(
        Locale.ROOT,
        "Forward KL on the new task explains forgetting with R² %.3f, %s (the best of them %s; difference %+.3f [%+.3f, %+.3f]).",
        r2,
        comparison,
        lead.rival(),
        lead.difference(),
        lead.low(),
        lead.high());
  }

  private void rates(ParityFindings findings) {
    Table table =
        Table.of(
            left("learning rate"),
            right("points"),
            right("R² of forward KL"),
            right("95 % interval"),
            right("forgetting above the common law"));
    for (RateLaw each : findings.rates()) {
      table.row(
          String.format(Locale.ROOT, "%.2e", each.rate()),
          Integer.toString(each.points()),
          number(each.rSquared().value(), 3),
          interval(each.rSquared().interval(), 1, 3),
          String.format(Locale.ROOT, "%+.1f", each.aboveLaw()));
    }
    table.print(terminal);
  }

  private void predictors(ParityFindings findings) {
    Table table =
        Table.of(
            left("predicts forgetting"),
            left("inputs"),
            right("R²"),
            right("95 % interval"),
            right("held out"),
            right("paper"),
            right("replication"));
    for (ParityFindings.Predictor each : findings.predictors()) {
      if (each.degree() == 2) {
        table.row(
            each.name(),
            each.inputs(),
            number(each.r2(), 3),
            interval(new Interval(each.low(), each.high()), 1, 3),
            number(each.heldOut(), 3),
            shown(published.paper(each.name(), each.inputs())),
            shown(published.replicated(each.name(), each.inputs())));
      }
    }
    table.print(terminal);
  }

  private void methods(ParityFindings findings) {
    Table table =
        Table.of(
            left("method"),
            right("points"),
            right("best parity"),
            right("garments there"),
            right("KL there"),
            right("garments at 96 %"),
            right("95 % interval"),
            right("seeds"),
            right("paper"));
    for (ParityFindings.MethodResult each : findings.methods()) {
      table.row(
          each.method().title(),
          Integer.toString(each.points()),
          number(100 * each.newAtBest(), 1),
          number(100 * each.oldAtBest(), 1),
          number(each.klAtBest(), 2),
          number(100 * each.perSeed().mean(), 1),
          interval(each.interval(), 100, 1),
          Integer.toString(each.oldAtLevel().size()),
          published.at96(each.method()).map(value -> number(value, 0)).orElse("–"));
    }
    table.print(terminal);
  }

  private void order(ParityFindings findings) {
    Table table =
        Table.of(
            left("garments at 96 %, paired over seeds"),
            right("difference"),
            right("95 % interval"),
            right("seeds"));
    for (ParityFindings.Gap gap : findings.order()) {
      table.row(
          "%s less %s".formatted(gap.second().title(), gap.first().title()),
          number(100 * gap.difference().mean(), 1),
          interval(gap.interval(), 100, 1),
          Long.toString(gap.difference().count()));
    }
    table.print(terminal);
  }

  private static String interval(Interval interval, double unit, int decimals) {
    return "[%s, %s]"
        .formatted(
            number(unit * interval.low(), decimals), number(unit * interval.high(), decimals));
  }

  private static String shown(Optional<Double> value) {
    return value.map(number -> number(number, 2)).orElse("–");
  }

  static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "–";
  }
}
