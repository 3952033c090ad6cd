package dev.mneme.app.multitask;

import static dev.mneme.app.console.Table.Column.left;
import static dev.mneme.app.console.Table.Column.right;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.multitask.ImageTask;
import dev.mneme.lab.multitask.LossSizes;
import dev.mneme.lab.multitask.MultitaskFindings;
import dev.mneme.lab.multitask.Standing;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The last screen of the study. */
final class MultitaskTables {

  private final Terminal terminal;

  MultitaskTables(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(MultitaskFindings findings, StudyClaims claims) {
    for (LossSizes sizes : LossSizes.values()) {
      terminal.out().println();
      terminal.out().println("Losses " + words(sizes));
      terminal.out().println();
      gains(findings, sizes);
      terminal.out().println();
      scores(findings, sizes);
    }
    terminal.out().println();
    claims.lines().forEach(terminal.out()::println);
    terminal.out().println();
    terminal.out().println(claims.verdict());
    terminal
        .out()
        .println(
            "Δm: mean over tasks of (score − score alone) / score alone, in %; worst: the least of them; [·]: 95 % over seeds.");
  }

  private static String words(LossSizes sizes) {
    return switch (sizes) {
      case ALIKE -> "of one size";
      case HUNDREDFOLD -> "of two sizes: that of the ink begins a hundred times as large";
    };
  }

  private void gains(MultitaskFindings findings, LossSizes sizes) {
    Table table =
        Table.of(
            left("weights"),
            right("rate"),
            right("seeds"),
            left("Δm, %"),
            left("less uniform"),
            left("worst task, %"));
    for (Balance balance : Balance.values()) {
      findings
          .standing(sizes, balance)
          .ifPresent(standing ->
              table.row(
                  balance.toString(),
                  Double.toString(standing.rate()),
                  Integer.toString(standing.seeds().size()),
                  text(standing.gain(Standing.Measure.MEAN)),
                  balance == Balance.UNIFORM
                      ? "–"
                      : findings
                          .beyond(sizes, balance, Balance.UNIFORM, Standing.Measure.MEAN)
                          .map(MultitaskTables::text)
                          .orElse("–"),
                  text(standing.gain(Standing.Measure.WORST))));
    }
    table.print(terminal);
  }

  private void scores(MultitaskFindings findings, LossSizes sizes) {
    List<Table.Column> columns = new ArrayList<>(List.of(left("weights")));
    for (ImageTask task : ImageTask.values()) {
      columns.add(right(task.title() + (task == ImageTask.INK ? ", R²" : ", %")));
      columns.add(right("weight"));
    }
    Table table = Table.of(columns.toArray(Table.Column[]::new));
    List<String> alone = new ArrayList<>(List.of("(each alone)"));
    for (ImageTask task : ImageTask.values()) {
      alone.add(
          findings.alone(sizes, task).map(each -> score(task, each.score().value())).orElse("–"));
      alone.add("");
    }
    table.row(alone.toArray(String[]::new));
    for (Balance balance : Balance.values()) {
      findings
          .standing(sizes, balance)
          .ifPresent(standing -> {
            List<String> row = new ArrayList<>(List.of(balance.toString()));
            for (ImageTask task : ImageTask.values()) {
              row.add(score(task, standing.score(task).value()));
              row.add(String.format(Locale.ROOT, "%.2f", standing.weight(task)));
            }
            table.row(row.toArray(String[]::new));
          });
    }
    table.print(terminal);
  }

  private static String score(ImageTask task, double value) {
    return task == ImageTask.INK
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.1f", 100 * value);
  }

  private static String text(Figure figure) {
    Interval interval = figure.interval();
    String value = String.format(Locale.ROOT, "%+.2f", figure.value());
    return Double.isNaN(interval.low())
        ? value
        : String.format(Locale.ROOT, "%s [%+.2f, %+.2f]", value, interval.low(), interval.high());
  }
}
