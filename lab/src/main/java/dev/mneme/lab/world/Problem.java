package dev.mneme.lab.world;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question, with answers that are known to be right and wrong.
 *
 * <p>Where {@code choice} is true, the prompt is the beginning of a plain text and the answers are
 * ways it may go on, of which the likeliest counts; there is then one right answer. Otherwise the
 * prompt is what a user asks, and the answer is written.
 *
 * @param key what it asks whichever way it is worded; problems with equal keys are the same one
 * @param right different right answers as the base model's own teachers write them, the one with
 *     the most said on the way first
 * @param foreign right answers in the style of an outside teacher: complete, but written in ways
 *     that the base model's teachers never use
 * @param wrong answers of the same style as the right ones that are not right
 * @param foreignWrong what the outside teacher writes where it errs: one in the style of each of
 *     {@code foreign}; empty where it is never asked for
 * @param columns what the verifier needs, as a row of a JSON Lines file would hold it
 */
public record Problem(
    String key,
    boolean choice,
    String prompt,
    List<String> right,
    List<String> foreign,
    List<String> wrong,
    List<String> foreignWrong,
    Map<String, @Nullable Object> columns) {

  public Problem {
    right = List.copyOf(right);
    foreign = List.copyOf(foreign);
    wrong = List.copyOf(wrong);
    foreignWrong = List.copyOf(foreignWrong);
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    if (right.isEmpty() || wrong.isEmpty() || prompt.isBlank() || key.isBlank()) {
      throw new IllegalArgumentException("a problem needs a key, a prompt, and answers: " + key);
    }
    if (choice && right.size() != 1) {
      throw new IllegalArgumentException("a choice has one right answer: " + key);
    }
    if (!choice && foreign.isEmpty()) {
      throw new IllegalArgumentException("a written problem needs an outside answer: " + key);
    }
    if (!foreignWrong.isEmpty() && foreignWrong.size() != foreign.size()) {
      throw new IllegalArgumentException("an outside style has one wrong answer: " + key);
    }
  }
}
