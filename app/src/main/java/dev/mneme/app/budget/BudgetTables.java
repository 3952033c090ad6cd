package dev.mneme.app.budget;

import static dev.mneme.app.console.Table.Column.left;
import static dev.mneme.app.console.Table.Column.right;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.lab.budget.BudgetClaims;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.lab.budget.Kept;
import dev.mneme.lab.budget.Learnt;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Locale;

/** The last screen of the study. */
final class BudgetTables {

  private static final String NONE = "–";

  private final Terminal terminal;
  private final BudgetFindings findings;

  BudgetTables(Terminal terminal, BudgetFindings findings) {
    this.terminal = terminal;
    this.findings = findings;
  }

  void print(List<String> diverged) {
    say("");
    runs();
    say("");
    kept();
    say("");
    learnt();
    say("");
    diverged.forEach(trial -> say("Left out: " + trial));
    new StudyClaims(BudgetClaims.of(findings)).lines().forEach(this::say);
    terminal.out().flush();
  }

  private void say(String line) {
    terminal.out().println(line);
  }

  private void runs() {
    Table table =
        Table.of(
            left("task"),
            left("method"),
            left("way"),
            right("setting"),
            right("seed"),
            right("new task, %"),
            right("forgotten"),
            right("95 % interval"),
            right("predicted"),
            right("KL"));
    for (BudgetPoint point : findings.points()) {
      table.row(
          point.task(),
          point.method().title(),
          point.way().title(),
          String.format(Locale.ROOT, "%.3g", point.setting()),
          Long.toString(point.seed()),
          number(100 * point.newTask(), 1),
          number(point.forgetting().value(), 2),
          interval(point.forgetting().interval(), 2),
          number(point.predicted(), 2),
          number(point.kl(), 4));
    }
    table.print(terminal);
    say(
        "Settings are learning rates, weights of the KL and budgets in points. Forgotten: points of mean prior score on held-out items.");
  }

  private void kept() {
    Table table =
        Table.of(
            left("budgets kept by"),
            left("of"),
            right("runs"),
            right("kept, %"),
            right("95 % interval"),
            right("clearly broken"),
            right("tight"),
            right("kept of these, %"));
    for (Kept each : findings.kept()) {
      Figure percent = each.percent();
      table.row(
          each.way().title(),
          each.of(),
          Integer.toString(each.runs()),
          number(percent.value(), 1),
          interval(percent.interval(), 1),
          Integer.toString(each.clearly()),
          Integer.toString(each.tight()),
          number(each.tightPercent().value(), 1));
    }
    table.print(terminal);
    say(
        "Runs that know of no budget are held against each. Intervals are exact for independent runs. Clearly: by more than chance explains. Tight: budgets that the same run without a constraint breaks; the others say nothing.");
  }

  private void learnt() {
    Table table =
        Table.of(
            left("learnt by"),
            left("of"),
            right("runs"),
            right("of the best"),
            right("95 % interval"),
            right("at least 0.9, %"),
            right("of its gain"),
            right("95 % interval"));
    for (Learnt each : findings.learnt()) {
      table.row(
          each.way().title(),
          each.of(),
          Integer.toString(each.runs()),
          number(each.ratio().value(), 2),
          interval(each.ratio().interval(), 2),
          number(each.near(), 0),
          number(each.gain().value(), 2),
          interval(each.gain().interval(), 2));
    }
    table.print(terminal);
    say(
        "Accuracy on the new task over that of the best unconstrained run that keeps the budget, or of the base; and what is gained on the base over what that run gains. Runs that broke their budgets are left out. Student's t over seeds.");
  }

  private static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NONE;
  }

  private static String interval(Interval interval, int decimals) {
    return Double.isNaN(interval.low())
        ? NONE
        : "[%s, %s]".formatted(number(interval.low(), decimals), number(interval.high(), decimals));
  }
}
