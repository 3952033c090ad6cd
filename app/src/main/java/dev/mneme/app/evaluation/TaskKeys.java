package dev.mneme.app.evaluation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One task of a suite: a benchmark by its name, or, where {@code file} is given, one over one's own
 * rows. Texts with {@code {column}} are {@link Template}s.
 *
 * @param limit items drawn at random; 0 for all
 * @param fewShot solved examples shown before each question; -1 for as many as usual
 * @param metric the figure that a mean over tasks takes; empty for the first
 * @param file of rows, from the folder of the suite's file
 * @param fewShotFile rows of which the first are shown
 * @param prompt what the model reads
 * @param system what an instructed model is told beforehand, for written answers
 * @param choices options whose likelihood is compared
 * @param gold column with the right option: its number from 0, its letter or its text
 * @param separator between the prompt and what follows it
 * @param answer right answer, for written answers
 * @param reward how what is written is compared with the answer
 * @param pattern for {@link Reward#REGEX}
 * @param stop texts before which writing ends
 * @param maxTokens the most tokens written
 */
record TaskKeys(
    String name,
    String description,
    int limit,
    int fewShot,
    String metric,
    String file,
    String fewShotFile,
    String prompt,
    String system,
    List<String> choices,
    String gold,
    String separator,
    String answer,
    Reward reward,
    String pattern,
    List<String> stop,
    int maxTokens) {

  static final int USUAL_SHOTS = -1;

  static final TaskKeys USUAL =
      new TaskKeys(
          "",
          "",
          0,
          USUAL_SHOTS,
          "",
          "",
          "",
          "",
          "",
          List.of(),
          "",
          " ",
          "",
          Reward.EXACT,
          "",
          List.of(),
          256);

  /** How a written text is compared with the right one. */
  enum Reward {
    /** The whole text is the answer. */
    EXACT,
    /** The last number is the answer's last number. */
    NUMBER,
    /** What a regular expression finds is the answer. */
    REGEX;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  TaskKeys {
    choices = List.copyOf(choices);
    stop = List.copyOf(stop);
    require(limit >= 0, "limit must be at least 0, was " + limit);
    require(fewShot >= USUAL_SHOTS, "few-shot must be at least 0, was " + fewShot);
    require(maxTokens >= 1, "max-tokens must be at least 1, was " + maxTokens);
    require(!stop.contains(""), "stop must hold no empty text");
    List<String> own = List.of(fewShotFile, prompt, system, gold, answer, pattern);
    if (file.isEmpty()) {
      require(
          choices.isEmpty() && stop.isEmpty() && own.stream().allMatch(String::isEmpty),
          "file must be given: a benchmark's own prompt and answers cannot be changed");
    } else {
      require(!prompt.isEmpty(), "prompt must be given, such as \"{question}\"");
      require(
          choices.isEmpty() != answer.isEmpty(),
          "either choices (which is likeliest) or answer (what is written) must be given");
      require(
          choices.isEmpty() == gold.isEmpty(), "gold must name the column with the right choice");
      require(
          reward != Reward.REGEX || !pattern.isEmpty(), "pattern must be given for reward: regex");
      require(fewShot <= 0 || !fewShotFile.isEmpty(), "few-shot-file must be given for few-shot");
      requirePattern(pattern);
      Template.parse(prompt);
      Template.parse(answer);
      choices.forEach(Template::parse);
    }
  }

  private static void requirePattern(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException mistake) {
      throw new IllegalArgumentException(
          "pattern is no regular expression: %s near place %d, was \"%s\""
              .formatted(mistake.getDescription(), mistake.getIndex(), pattern),
          mistake);
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
