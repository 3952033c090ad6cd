package dev.mneme.app.comparison;

import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answers themselves: their lengths, and both answers of items whose score changed. */
final class AnswersSection {

  /** Items with both answers a task; all are in items.jsonl. */
  private static final int SHOWN_LOST = 8;

  private static final int SHOWN_GAINED = 4;
  private static final int LONGEST = 420;

  private AnswersSection() {}

  static Report.Section of(Findings findings) {
    List<Report.Block> blocks = new ArrayList<>();
    List<List<Cell>> lengths = new ArrayList<>();
    for (TaskChange task : findings.tasks()) {
      TaskChange.Lengths of = task.lengths();
      if (of != null) {
        lengths.add(
            List.of(
                Cell.of(findings.title(task)),
                Cell.of(of.before(), 1),
                Cell.of(of.after(), 1),
                Cell.of(
                    new Estimate(
                        of.difference().value(),
                        Math.min(of.difference().value(), of.difference().interval().low()),
                        Math.max(of.difference().value(), of.difference().interval().high())),
                    2),
                Cell.of(100 * of.cutBefore(), 1),
                Cell.of(100 * of.cutAfter(), 1)));
      }
    }
    if (!lengths.isEmpty()) {
      blocks.add(
          new Table(
              "Tokens of a written answer, and per cent that were cut off.",
              List.of(
                  Column.words("Task"),
                  Column.numbers("Before"),
                  Column.numbers("After"),
                  Column.numbers("Change"),
                  Column.numbers("Cut off before"),
                  Column.numbers("after")),
              lengths));
    }
    for (TaskChange task : findings.tasks()) {
      pairs(findings, task, true, SHOWN_LOST).ifPresent(blocks::add);
      pairs(findings, task, false, SHOWN_GAINED).ifPresent(blocks::add);
    }
    if (findings.pairs().isEmpty()) {
      blocks.add(new Report.Paragraph("No item has another score than before."));
    }
    return new Report.Section("The answers themselves", blocks);
  }

  private static Optional<Table> pairs(Findings findings, TaskChange task, boolean lost, int most) {
    List<ItemPair> all =
        findings.pairs().stream()
            .filter(pair -> pair.task().equals(task.name()) && pair.lost() == lost)
            .toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Table(
            "%s, %s: %d of %d; all are in items.jsonl."
                .formatted(
                    findings.title(task),
                    lost ? "lost" : "gained",
                    Math.min(most, all.size()),
                    all.size()),
            List.of(
                Column.words("Question"),
                Column.words("Base"),
                Column.words("Tuned"),
                Column.words("Right")),
            all.stream()
                .limit(most)
                .map(pair ->
                    List.of(
                        Cell.of(shortened(pair.question())),
                        Cell.of(shortened(pair.before())),
                        Cell.of(shortened(pair.after())),
                        Cell.of(shortened(pair.wanted()))))
                .toList()));
  }

  /** The end of a question says what is asked; so its beginning goes. */
  private static String shortened(String text) {
    String plain = text.isBlank() ? "(nothing)" : text.strip();
    int from = Math.max(0, plain.length() - LONGEST);
    return (from > 0 ? "… " : "") + plain.substring(from);
  }
}
