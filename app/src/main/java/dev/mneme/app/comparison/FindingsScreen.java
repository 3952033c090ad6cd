package dev.mneme.app.comparison;

import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.drift.Drift;
import dev.mneme.measure.ContinualScores;
import dev.mneme.measure.Figure;
import dev.mneme.measure.LayerChange;
import dev.mneme.measure.LayerDrift;
import dev.mneme.measure.MeasuredKl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Findings as tables on a screen, the verdict last, where the eye is. */
public final class FindingsScreen {

  private final Findings findings;
  private final Terminal terminal;

  public FindingsScreen(Findings findings, Terminal terminal) {
    this.findings = findings;
    this.terminal = terminal;
  }

  public void print() {
    line("%s against %s, %% right", findings.tuned(), findings.base());
    tasks().print(terminal);
    noise();
    if (findings.sequence() != null) {
      sequence(findings.sequence());
    }
    lengths();
    drift();
    law();
    terminal.out().println();
    line("%s", findings.verdict().decision());
    findings.verdict().reasons().forEach(reason -> line("  %s", reason));
    terminal.out().flush();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  private void line(String form, Object... values) {
    terminal.out().println(form.formatted(values));
  }

  private Table tasks() {
    Table table =
        Table.of(
            Table.Column.left("task"),
            Table.Column.right("items"),
            Table.Column.right("before"),
            Table.Column.right("after"),
            Table.Column.right("points"),
            Table.Column.left(interval()),
            Table.Column.right("p"),
            Table.Column.right("lost"),
            Table.Column.right("gained"),
            Table.Column.left(""));
    TaskChange gained = findings.gained();
    if (gained != null) {
      table.row(row(findings.title(gained), gained, gained.change().p(), ""));
    }
    for (int i = 0; i < findings.prior().size(); i++) {
      TaskChange task = findings.prior().get(i);
      table.row(
          row(
              task.name(),
              task,
              findings.verdict().adjusted().get(i),
              findings.verdict().standings().get(i).word()));
    }
    if (findings.prior().size() > 1) {
      Figure mean = findings.meanChange();
      table.row(
          "mean of prior",
          "",
          Words.points(findings.meanBefore()),
          Words.points(findings.meanAfter()),
          Words.signed(mean.value()),
          Words.points(mean.interval()),
          "",
          "",
          "",
          "");
    }
    return table;
  }

  private String interval() {
    return String.format(Locale.ROOT, "%.0f %% interval", 100 * findings.thresholds().confidence());
  }

  private static String[] row(String name, TaskChange task, double p, String standing) {
    return new String[] {
      name,
      "" + task.change().items(),
      Words.points(task.before().value()),
      Words.points(task.after().value()),
      Words.signed(task.difference()),
      Words.points(task.change().difference().interval()),
      Words.p(p),
      "" + task.change().lost(),
      "" + task.change().gained(),
      standing
    };
  }

  private void noise() {
    if (findings.prior().size() > 1) {
      line("p of prior tasks raised by Holm over %d.", findings.prior().size());
    }
    List<TaskChange> repeated =
        findings.tasks().stream().filter(task -> task.noise().repeats() > 0).toList();
    if (!repeated.isEmpty()) {
      TaskChange most =
          repeated.stream()
              .max(Comparator.comparingDouble((TaskChange task) -> task.noise().floor()))
              .orElseThrow();
      line(
          "The base, asked again, differed from itself by at most %s points (%s) and gave %s %% of"
              + " items another score.",
          Words.points(most.noise().floor()),
          most.name(),
          Words.points(
              repeated.stream().mapToDouble(task -> task.noise().churn()).max().orElse(0)));
    }
    if (!findings.prior().isEmpty()) {
      line(
          "Drops found with a chance of %.0f %%, from: %s points.",
          100 * findings.thresholds().power(),
          Words.list(
              findings.prior().stream()
                  .map(task -> task.name() + " " + Words.points(findings.detectable(task)))
                  .toList()));
    }
  }

  private void sequence(Findings.Sequence sequence) {
    ContinualScores scores = sequence.scores();
    terminal.out().println();
    line("One after the other, %% right; each model has just learnt the task in brackets");
    List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.left("model")));
    sequence.tasks().forEach(task -> columns.add(Table.Column.right(task)));
    Table table = Table.of(columns.toArray(Table.Column[]::new));
    for (int model = 0; model < findings.models().size(); model++) {
      List<String> cells = new ArrayList<>(List.of(findings.models().get(model)));
      for (int task = 0; task < sequence.tasks().size(); task++) {
        String score = Words.points(scores.scores().get(model).get(task));
        cells.add(task == model - 1 ? "[" + score + "]" : score);
      }
      table.row(cells.toArray(String[]::new));
    }
    List<String> cells = new ArrayList<>(List.of("forgotten"));
    scores.forgettingOfEach().forEach(forgotten -> cells.add(Words.points(forgotten)));
    table.row(cells.toArray(String[]::new));
    table.print(terminal);
    line(
        "Average accuracy %s %%, backward transfer %s, forward transfer %s, forgetting %s points.",
        Words.points(scores.averageAccuracy()),
        Words.points(scores.backwardTransfer()),
        Words.points(scores.forwardTransfer()),
        Words.points(scores.forgetting()));
  }

  private void lengths() {
    List<TaskChange> written =
        findings.tasks().stream().filter(task -> task.lengths() != null).toList();
    if (written.isEmpty()) {
      return;
    }
    terminal.out().println();
    Table table =
        Table.of(
            Table.Column.left("answers, tokens"),
            Table.Column.right("before"),
            Table.Column.right("after"),
            Table.Column.left(interval()),
            Table.Column.right("cut off, %"),
            Table.Column.right("after"));
    for (TaskChange task : written) {
      TaskChange.@Nullable Lengths lengths = task.lengths();
      if (lengths != null) {
        table.row(
            task.name(),
            Words.brief(lengths.before()),
            Words.brief(lengths.after()),
            "%s to %s"
                .formatted(
                    Words.brief(lengths.difference().interval().low()),
                    Words.brief(lengths.difference().interval().high())),
            Words.points(lengths.cutBefore()),
            Words.points(lengths.cutAfter()));
      }
    }
    table.print(terminal);
  }

  private void drift() {
    Drift drift = findings.drift();
    terminal.out().println();
    if (drift == null) {
      line("Drift: %s", findings.noDrift());
      return;
    }
    Table table =
        Table.of(
            Table.Column.left("KL on new prompts, nats"),
            Table.Column.left("a token"),
            Table.Column.left("a sequence"),
            Table.Column.right("sequences"),
            Table.Column.right("tokens"));
    table.row(kl("forward (base ‖ tuned)", drift.forward()));
    table.row(kl("reverse (tuned ‖ base)", drift.reverse()));
    table.print(terminal);
    if (drift.forward().cut() > 0 || drift.reverse().cut() > 0) {
      line(
          "%s %% of the base's and %s %% of the tuned model's sequences were cut off at %d tokens.",
          Words.points(drift.forward().cut()), Words.points(drift.reverse().cut()), drift.tokens());
    }
    LayerChange weights =
        drift.weights().stream()
            .max(Comparator.comparingDouble(LayerChange::relative))
            .orElseThrow();
    LayerDrift activations =
        drift.activations().stream()
            .min(Comparator.comparingDouble(LayerDrift::linearCka))
            .orElseThrow();
    line(
        "Weights changed most in %s (%s of their length); activations on neutral text in %s (CKA"
            + " %s, by %s).",
        weights.layer(),
        Words.brief(weights.relative()),
        activations.layer(),
        String.format(Locale.ROOT, "%.4f", activations.linearCka()),
        Words.brief(activations.relative()));
  }

  private static String[] kl(String name, MeasuredKl kl) {
    return new String[] {
      name,
      Words.figure(kl.perToken()),
      Words.figure(kl.perSequence()),
      "" + kl.sequences() + (kl.narrow() ? "" : " (all)"),
      "" + kl.tokens()
    };
  }

  private void law() {
    Findings.Expected expected = findings.expected();
    if (expected == null) {
      line("No calibrated law was given (--law), so that no forgetting is predicted.");
      return;
    }
    Figure points = expected.prediction().forgetting();
    double measured = -100 * findings.meanChange().value();
    line(
        "The law expects %s points of forgetting; measured are %s, %s.%s",
        Words.figure(points),
        Words.brief(measured),
        points.interval().contains(measured) ? "within its range" : "outside its range",
        expected.prediction().extrapolated()
            ? " It was calibrated on other drifts, so that it guesses here."
            : "");
  }
}
