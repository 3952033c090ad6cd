package dev.mneme.app.quickstart;

import dev.mneme.app.comparison.TaskChange;
import dev.mneme.app.comparison.Words;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * What two ways of teaching one task did, in tables and sentences. Each sentence says what was
 * measured, also where it is not what one hoped for.
 *
 * @param task its name
 * @param taught SFT and GRPO
 */
record QuickstartWords(String task, List<Taught> taught) {

  private static final double CONFIDENCE = 0.95;

  QuickstartWords {
    taught = List.copyOf(taught);
  }

  private Taught sft() {
    return taught.getFirst();
  }

  private Taught grpo() {
    return taught.getLast();
  }

  /**
   * By how much GRPO kept more of the prior tasks than SFT, a share. Both changes are from the same
   * base on the same items, so that the interval is rather too wide.
   */
  Figure advantage() {
    double difference = grpo().kept().value() - sft().kept().value();
    double error =
        Math.hypot(
            grpo().kept().interval().normalError(CONFIDENCE),
            sft().kept().interval().normalError(CONFIDENCE));
    return new Figure(difference, Interval.normal(difference, error, CONFIDENCE));
  }

  /** Whether both learnt the task, by their intervals. */
  boolean bothLearnt() {
    return taught.stream()
        .allMatch(each -> each.learnt().change().difference().interval().low() > 0);
  }

  /** Whether GRPO kept more, by the interval. */
  boolean rewardKeptMore() {
    return advantage().interval().low() > 0;
  }

  /** Whether the way that forgot more is the one that is further from the base. */
  boolean klOrdersThem() {
    return sft().kept().value() < grpo().kept().value() == sft().kl().value() > grpo().kl().value();
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Taught each : taught) {
      sentences.add(
          "%s moved %s from %s to %s %% right and the %d prior tasks by %s points %s."
              .formatted(
                  each.way(),
                  task,
                  Words.points(each.learnt().before().value()),
                  Words.points(each.learnt().after().value()),
                  each.priors(),
                  Words.signed(each.kept().value()),
                  Words.points(each.kept().interval())));
    }
    if (!bothLearnt()) {
      sentences.add("Not both have learnt the task, so that what they kept says little.");
    }
    Figure more = advantage();
    sentences.add(
        rewardKeptMore()
            ? "GRPO kept %s points %s more than SFT of what the base knew."
                .formatted(Words.points(more.value()), Words.points(more.interval()))
            : "That GRPO keeps more than SFT is not shown here: the difference is %s points %s."
                .formatted(Words.signed(more.value()), Words.points(more.interval())));
    sentences.add(
        "Forward KL to the base on %s prompts, nats a token: SFT %s, GRPO %s. %s"
            .formatted(
                task,
                Words.figure(sft().kl()),
                Words.figure(grpo().kl()),
                klOrdersThem()
                    ? "No prior question was asked for it, yet it says which of them forgot more."
                    : "Here it does not say which of them forgot more."));
    return sentences;
  }

  void print(Terminal terminal) {
    terminal.out().println();
    terminal.out().println("Right answers, % (points gained or lost since the base)");
    List<TaskChange> tasks = sft().findings().tasks();
    Table table =
        Table.of(
            Table.Column.left("task"),
            Table.Column.right("base"),
            Table.Column.right("SFT"),
            Table.Column.right(""),
            Table.Column.right("GRPO"),
            Table.Column.right(""));
    for (int i = 0; i < tasks.size(); i++) {
      TaskChange sft = tasks.get(i);
      TaskChange grpo = grpo().findings().tasks().get(i);
      table.row(
          i == 0 ? "new: " + sft.name() : sft.name(),
          Words.points(sft.before().value()),
          Words.points(sft.after().value()),
          Words.signed(sft.difference()),
          Words.points(grpo.after().value()),
          Words.signed(grpo.difference()));
    }
    table.row(
        "mean of prior",
        Words.points(sft().findings().meanBefore()),
        Words.points(sft().findings().meanAfter()),
        Words.signed(sft().kept().value()),
        Words.points(grpo().findings().meanAfter()),
        Words.signed(grpo().kept().value()));
    table.print(terminal);
    terminal.out().println();
    sentences().forEach(terminal.out()::println);
    terminal.out().flush();
  }
}
