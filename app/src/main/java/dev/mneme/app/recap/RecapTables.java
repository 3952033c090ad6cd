package dev.mneme.app.recap;

import static dev.mneme.app.console.Table.Column.left;
import static dev.mneme.app.console.Table.Column.right;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.Measure;
import dev.mneme.lab.recap.Paired;
import dev.mneme.lab.recap.RecapClaims;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
import dev.mneme.lab.recap.Standing;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The last screen of the study. */
final class RecapTables {

  private static final String NONE = "–";

  private final Terminal terminal;
  private final RecapFindings findings;

  RecapTables(Terminal terminal, RecapFindings findings) {
    this.terminal = terminal;
    this.findings = findings;
  }

  void print(List<String> diverged) {
    say("");
    standings();
    say("");
    paired();
    say("");
    weights();
    say("");
    sampled();
    say("");
    diverged.forEach(trial -> say("Left out: " + trial));
    new StudyClaims(RecapClaims.of(findings)).lines().forEach(this::say);
    say("Two losses in a plane, with noise, weighed in the same ways: mneme reproduce conflict");
    terminal.out().flush();
  }

  private void say(String line) {
    terminal.out().println(line);
  }

  private static Table table(List<String> words, List<String> numbers) {
    return Table.of(
        Stream.concat(
                words.stream().map(word -> left(word)), numbers.stream().map(word -> right(word)))
            .toArray(Table.Column[]::new));
  }

  private static List<String> headings() {
    return Arrays.stream(Measure.values())
        .map(measure -> measure.title().toLowerCase(Locale.ROOT).replace("kl", "KL"))
        .toList();
  }

  private void standings() {
    List<String> numbers = new ArrayList<>(List.of("rate"));
    numbers.addAll(headings());
    numbers.add("seconds");
    Table table = table(List.of("task", "method"), numbers);
    for (String task : findings.taskNames()) {
      RecapPoint some =
          findings.points().stream()
              .filter(point -> point.task().equals(task))
              .findFirst()
              .orElseThrow();
      List<String> base = new ArrayList<>(List.of(task, "base", NONE));
      for (Measure measure : Measure.values()) {
        base.add(number(some.base(measure), measure.decimals()));
      }
      base.add(NONE);
      table.row(base.toArray(String[]::new));
      for (RecapMethod method : findings.methods()) {
        findings.standing(task, method).ifPresent(each -> table.row(cells(each)));
      }
    }
    table.print(terminal);
    say(
        "Means over seeds, each method at the rate with the most accuracy on new and prior tasks together. Accuracies, formats and overlap in %, KL in nats a token.");
  }

  private static String[] cells(Standing standing) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                standing.task(),
                standing.method().title(),
                String.format(Locale.ROOT, "%.2g", standing.rate())));
    for (Measure measure : Measure.values()) {
      cells.add(number(standing.mean(measure).value(), measure.decimals()));
    }
    cells.add(number(standing.seconds(), 0));
    return cells.toArray(String[]::new);
  }

  private void paired() {
    Table table = table(List.of("task", "RECAP less"), headings());
    for (String task : findings.taskNames()) {
      for (RecapMethod method : findings.methods()) {
        if (findings.beyond(task, method, Measure.NEW).isPresent()) {
          List<String> cells = new ArrayList<>(List.of(task, method.title()));
          for (Measure measure : Measure.values()) {
            cells.add(
                findings
                    .beyond(task, method, measure)
                    .map(Paired::difference)
                    .map(difference -> signed(difference, measure.decimals()))
                    .orElse(NONE));
          }
          table.row(cells.toArray(String[]::new));
        }
      }
    }
    table.print(terminal);
    say(
        "Differences paired over seeds, in points, words and nats; in brackets 95 % intervals by Student's t, none with one seed.");
  }

  private void weights() {
    Table table =
        table(
            List.of("task", "final weights of"),
            Arrays.stream(Aim.values()).map(Aim::title).toList());
    for (Standing standing : findings.standings()) {
      if (!standing.points().getFirst().weights().isEmpty()) {
        List<String> cells = new ArrayList<>(List.of(standing.task(), standing.method().title()));
        for (Aim aim : Aim.values()) {
          cells.add(number(standing.weight(aim).value(), 3));
        }
        table.row(cells.toArray(String[]::new));
      }
    }
    table.print(terminal);
    say("Means over the last quarter of the steps.");
  }

  private void sampled() {
    List<Aim> rewarded = Arrays.stream(Aim.values()).filter(aim -> aim != Aim.NEXT_TOKEN).toList();
    Table table = table(List.of("task", "sampled by"), rewarded.stream().map(Aim::title).toList());
    for (Standing standing : findings.standings()) {
      List<String> cells = new ArrayList<>(List.of(standing.task(), standing.method().title()));
      rewarded.forEach(aim -> cells.add(number(standing.sampled(aim).value(), 1)));
      table.row(cells.toArray(String[]::new));
    }
    table.print(terminal);
    say(
        "Mean rewards of what runs sampled over the last quarter of their steps, in %: formats that the likeliest answers always have show here.");
  }

  static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NONE;
  }

  private static String signed(Figure figure, int decimals) {
    String value = String.format(Locale.ROOT, "%+." + decimals + "f", figure.value());
    return Double.isNaN(figure.interval().low())
        ? value
        : "%s [%s, %s]"
            .formatted(
                value,
                number(figure.interval().low(), decimals),
                number(figure.interval().high(), decimals));
  }
}
