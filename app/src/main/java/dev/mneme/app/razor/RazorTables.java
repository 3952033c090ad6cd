package dev.mneme.app.razor;

import static dev.mneme.app.console.Table.Column.left;
import static dev.mneme.app.console.Table.Column.right;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.lab.razor.Claims;
import dev.mneme.lab.razor.HeldOut;
import dev.mneme.lab.razor.Matched;
import dev.mneme.lab.razor.Price;
import dev.mneme.lab.razor.RazorFindings;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The last screen of the study. */
final class RazorTables {

  private static final String NONE = "–";

  private final Terminal terminal;
  private final RazorFindings findings;

  RazorTables(Terminal terminal, RazorFindings findings) {
    this.terminal = terminal;
    this.findings = findings;
  }

  void print(List<String> diverged) {
    say("");
    base();
    say("");
    predictors();
    say("");
    heldOut();
    say("");
    matched();
    say("");
    prices();
    say("");
    for (String trial : diverged) {
      say("Left out: " + trial);
    }
    new StudyClaims(Claims.of(findings)).lines().forEach(this::say);
    terminal.out().flush();
  }

  private void say(String line) {
    terminal.out().println(line);
  }

  private void base() {
    for (String task : findings.taskNames()) {
      RazorPoint.Scores base =
          findings.points().stream()
              .filter(point -> point.task().equals(task))
              .findFirst()
              .orElseThrow()
              .base();
      say(
          "%s: base %s %% on it, %s %% on the prior tasks"
              .formatted(task, percent(base.newTask()), percent(base.prior())));
    }
  }

  private void predictors() {
    Table table =
        Table.of(
            left("predicts forgetting"),
            right("R²"),
            right("95 % interval"),
            right("other methods"),
            right("other tasks"));
    for (RazorFindings.Predictor each : findings.predictors()) {
      table.row(
          each.name(),
          number(each.rSquared().value(), 3),
          interval(each.rSquared().interval(), 3),
          number(each.otherMethods(), 3),
          number(each.otherTasks(), 3));
    }
    table.print(terminal);
    say(
        "R² of a polynomial of degree 2 in each; intervals resample settings (task, method and rate). Others: R² on methods or tasks left out of the fit.");
  }

  private void heldOut() {
    Table table =
        Table.of(
            left("predicted by the law of the others"),
            right("runs"),
            right("forgets more by"),
            right("typical error"),
            right("within 95 %"),
            right("extrapolated"));
    Stream.of(findings.rewarded().stream(), findings.methods().stream(), findings.tasks().stream())
        .flatMap(held -> held)
        .forEach(held -> table.row(cells(held)));
    table.print(terminal);
    say(
        "The law is in forward KL a token. Points of mean prior score; \"%s\" is predicted by what imitates alone."
            .formatted(findings.rewarded().map(HeldOut::name).orElse("learning from rewards")));
  }

  private static String[] cells(HeldOut held) {
    return new String[] {
      held.name(),
      Integer.toString(held.runs()),
      signed(held.bias()),
      number(held.typical(), 1),
      percent(held.covered().value()) + " %",
      percent(held.extrapolated()) + " %"
    };
  }

  private void matched() {
    Table table =
        Table.of(
            left("task"),
            left("prior score of"),
            left("less that of"),
            right("at"),
            right("points"),
            right("95 % interval"),
            right("seeds"),
            right("of its seconds"));
    for (Matched each : findings.matched()) {
      table.row(
          each.task(),
          each.one().title(),
          each.other().title(),
          percent(each.level()) + " %",
          signed(each.difference().mean()),
          interval(each.interval(), 1),
          Integer.toString(each.differences().size()),
          number(each.share().mean(), 2));
    }
    table.print(terminal);
    say(
        "At the highest accuracy on the new task that both reach with every seed; paired over seeds, Student's t. Seconds are the fewest of a model that gets there.");
  }

  private void prices() {
    Table table =
        Table.of(
            left("task"),
            left("method"),
            right("reach"),
            right("prior kept"),
            right("KL a point"),
            right("seconds a point"),
            right("CKNNA"));
    for (String task : findings.taskNames()) {
      for (RazorMethod method : RazorMethod.values()) {
        findings.price(task, method).ifPresent(price -> table.row(cells(price)));
      }
    }
    table.print(terminal);
    say(
        "Half way from the base to the best accuracy of any method: how many seeds get there, what is kept, and what each point of accuracy cost.");
  }

  private static String[] cells(Price price) {
    return new String[] {
      price.task(),
      price.method().title(),
      "%d of %d".formatted(price.reached(), price.seeds()),
      percent(price.kept().mean()) + " %",
      number(price.kl().mean(), 4),
      number(price.seconds().mean(), 2),
      number(price.cknna().mean(), 3)
    };
  }

  static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NONE;
  }

  static String percent(double share) {
    return number(100 * share, 1);
  }

  private static String signed(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%+.1f", value) : NONE;
  }

  private static String interval(Interval interval, int decimals) {
    return Double.isNaN(interval.low())
        ? NONE
        : "[%s, %s]".formatted(number(interval.low(), decimals), number(interval.high(), decimals));
  }
}
