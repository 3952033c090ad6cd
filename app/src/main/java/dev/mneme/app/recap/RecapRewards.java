package dev.mneme.app.recap;

import static dev.mneme.app.study.StudySweep.quoted;

import dev.mneme.lab.recap.Aim;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What an answer to a new task is worth, as recipes and the suite declare it. The base meets either
 * format sometimes, as its teachers write answers in several ways, so there is something to learn;
 * which way is rewarded is our choice.
 *
 * <pre>
 *   maths   14 + 8 = 22. 22 - 5 = 17.          the thought: every step in signs
 *           The answer is 17.                  the answer
 *   calls   I can use weather and alarm.       the thought: a sentence on a line of its own
 *           [{"name": "weather", …}, …]        the answer: one list, names first
 * </pre>
 *
 * In the place of the paper's IoU: intersection over union of the words of an answer and of the
 * right one with all its steps.
 */
final class RecapRewards {

  /** The column with the right answer that shows all steps. */
  static final String REFERENCE = "reference";

  /** What a length is told by: 1 for no words, 0 from so many on. */
  static final String BREVITY = "brevity";

  /** More words than fit into the longest answer. */
  static final int MOST_WORDS = 200;

  private static final Map<String, Formats> FORMATS =
      Map.of(
          "maths",
          new Formats("[Tt]he answer is \\d+\\.?\\Z", "\\A(?:\\d+ [-+*/] \\d+ = \\d+\\. )+[A-Z]"),
          "calls",
          new Formats("(?:\\A|\\n)\\[\\{\"name\": [^\\n]*\\]\\Z", "\\A[A-Z][^{\\n]*\\.\\n"));

  private final String task;
  private final Formats formats;

  RecapRewards(String task) {
    this.task = task;
    this.formats = Objects.requireNonNull(FORMATS.get(task), task);
  }

  /** What is looked for in an answer. */
  private record Formats(String answer, String think) {}

  /** The tasks whose formats are known. */
  static List<String> tasks() {
    return FORMATS.keySet().stream().sorted().toList().reversed();
  }

  /**
   * A list of rewards in YAML.
   *
   * @param weights by what is learnt; 0 for what is only watched
   * @param indent before each line
   */
  String of(Map<Aim, Double> weights, String indent) {
    return List.of(Aim.ANSWER_FORMAT, Aim.THINK_FORMAT, Aim.OVERLAP, Aim.ACCURACY).stream()
        .map(aim -> line(aim, weights.getOrDefault(aim, 0.0)))
        .map(line -> indent + line + "\n")
        .collect(Collectors.joining());
  }

  /** How long an answer is, as a reward that is only watched. */
  static String brevity(String indent) {
    return "%s- {name: %s, weight: 0, kind: length, length: {unit: words, least: 0, most: 0, falloff: %d}}\n"
        .formatted(indent, BREVITY, MOST_WORDS);
  }

  /** Words, of what {@link #brevity} measured. */
  static double words(double brevity) {
    return MOST_WORDS * (1 - brevity);
  }

  private String line(Aim aim, double weight) {
    return "- {name: %s, weight: %s, %s}".formatted(aim.id(), weight, kind(aim));
  }

  private String kind(Aim aim) {
    return switch (aim) {
      case ANSWER_FORMAT -> "kind: regex, pattern: " + quoted(formats.answer());
      case THINK_FORMAT -> "kind: regex, pattern: " + quoted(formats.think());
      case OVERLAP -> "kind: overlap, column: %s, measure: jaccard".formatted(REFERENCE);
      case ACCURACY -> "kind: lab, course: " + task;
      case NEXT_TOKEN -> throw new IllegalArgumentException("the next token has no reward");
    };
  }
}
