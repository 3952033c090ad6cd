package dev.mneme.app.sweep;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.sweep.TrialState.Outcome;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A sweep on the screen. */
final class SweepTables {

  private static final String NONE = "–";

  private final SweepFindings findings;
  private final SweepRecipe recipe;
  private final Labels labels;

  SweepTables(SweepFindings findings) {
    this.findings = findings;
    this.recipe = findings.plan().recipe();
    this.labels = new Labels(findings.plan().settings());
  }

  /** Trial by trial. */
  Table trials() {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.left("trial"));
    columns.add(Table.Column.right("seed"));
    columns.add(Table.Column.right(figure()));
    recipe.also().forEach(name -> columns.add(Table.Column.right(name)));
    columns.add(Table.Column.right("steps"));
    columns.add(Table.Column.right("seconds"));
    Table table = Table.of(columns.toArray(Table.Column[]::new));
    for (SweepFindings.Row row : findings.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(labels.of(row.trial().setting()));
      cells.add("" + row.trial().seed());
      cells.add(row.isFinished() ? number(row.value()) : word(row));
      recipe.also().forEach(name -> cells.add(number(row.figure(name))));
      cells.add("" + row.figures().steps());
      cells.add(String.format(Locale.ROOT, "%.1f", row.state().seconds()));
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String word(SweepFindings.Row row) {
    String word = row.state().word();
    return word.equals(Outcome.BEGUN.word()) && row.figures().steps() == 0 ? "to do" : word;
  }

  /** Setting by setting, the best first. */
  Table standings() {
    Table table =
        Table.of(
            Table.Column.right("rank"),
            Table.Column.left("setting"),
            Table.Column.right("mean " + figure()),
            Table.Column.right("95 % interval"),
            Table.Column.right("seeds"),
            Table.Column.right("diverged"));
    int rank = 0;
    for (SweepFindings.Standing standing : findings.standings()) {
      rank++;
      table.row(
          standing.finished() == 0 ? NONE : "" + rank,
          labels.of(standing.setting()),
          number(standing.mean().value()),
          interval(standing.mean().interval()),
          "" + standing.finished(),
          standing.diverged() == 0 ? "" : "" + standing.diverged());
    }
    return table;
  }

  void print(Terminal terminal) {
    trials().print(terminal);
    terminal.out().println();
    standings().print(terminal);
    terminal.out().println(reading());
    for (SweepFindings.Row row : findings.rows()) {
      if (!row.state().reason().isEmpty()) {
        terminal
            .out()
            .println(
                "%s, seed %d %s: %s"
                    .formatted(
                        labels.of(row.trial().setting()),
                        row.trial().seed(),
                        row.state().word(),
                        row.state().reason()));
      }
    }
  }

  private String reading() {
    return "Means over seeds with Student's t intervals; %s is better. The best of %d settings looks better than it is: confirm it with new seeds."
        .formatted(
            recipe.better() == SweepRecipe.Better.HIGHER ? "higher" : "lower",
            findings.standings().size());
  }

  private String figure() {
    return recipe.take() == SweepRecipe.Take.BEST ? "best " + recipe.figure() : recipe.figure();
  }

  private static String interval(Interval interval) {
    return Double.isNaN(interval.low())
        ? NONE
        : "[%s, %s]".formatted(number(interval.low()), number(interval.high()));
  }

  /** Four decimals, or two digits of what is smaller. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    boolean small = value != 0 && Math.abs(value) < 1e-3;
    return String.format(Locale.ROOT, small ? "%.1e" : "%,.4f", value);
  }
}
