package dev.mneme.app.tuning;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import java.util.Locale;
import java.util.Map;

/** What a run's budget was and whether it was kept, for a person. */
final class BudgetScreen {

  private BudgetScreen() {}

  /**
   * Prints it, if the run had one.
   *
   * @param figures of the run's last events
   */
  static void print(Map<String, Double> figures, Terminal terminal) {
    Double kept = figures.get(Budgeting.KEPT);
    if (kept == null) {
      return;
    }
    boolean points = figures.containsKey(Budgeting.PREDICTED);
    String measured = points ? Budgeting.CHECK_FORGETTING : Budgeting.CHECK_KL;
    Table table =
        Table.of(
            Table.Column.left(
                points ? "budget of forgetting, points" : "budget of KL, nats a token"),
            Table.Column.right("at most"),
            Table.Column.right("predicted"),
            Table.Column.right("measured"),
            Table.Column.right("interval"),
            Table.Column.left("kept"));
    table.row(
        points ? "prior tasks, items held out" : "texts held out",
        number(figures, Budgeting.LIMIT),
        points ? number(figures, Budgeting.PREDICTED) : number(figures, Budgeting.KL),
        number(figures, measured),
        "[%s, %s]"
            .formatted(number(figures, measured + ".low"), number(figures, measured + ".high")),
        verdict(figures, measured));
    terminal.out().println();
    table.print(terminal);
    if (kept == 0) {
      terminal
          .out()
          .println(
              "The budget was not kept on what was held out%s."
                  .formatted(
                      isClear(figures, measured) ? "" : ", by no more than chance explains"));
    }
  }

  private static String verdict(Map<String, Double> figures, String measured) {
    if (figures.getOrDefault(Budgeting.KEPT, 0.0) == 1) {
      return "yes";
    }
    return isClear(figures, measured) ? "no" : "no, within chance";
  }

  /** Whether more than chance is above the budget. */
  private static boolean isClear(Map<String, Double> figures, String measured) {
    double low = figures.getOrDefault(measured + ".low", Double.NaN);
    return low > figures.getOrDefault(Budgeting.LIMIT, Double.NaN);
  }

  private static String number(Map<String, Double> figures, String name) {
    double value = figures.getOrDefault(name, Double.NaN);
    return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.3f", value);
  }
}
