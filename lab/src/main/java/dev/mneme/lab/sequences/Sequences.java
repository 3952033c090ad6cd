package dev.mneme.lab.sequences;

import dev.mneme.task.TextTask;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Three numbers of an arithmetic sequence modulo 10 are given, the next three asked for: {@code
 * 1,2,3:} wants {@code 4,5,6} and the end. All 90 combinations of a start and a step other than 0.
 *
 * <p>Tokens: 1 is the end, the characters of {@code 0123456789,:} are 4 to 15; a vocabulary of 16.
 * The reward is the share of the three numbers that are right, 0 unless there are three digits with
 * commas between them and an end.
 */
public final class Sequences implements TextTask {

  /** The token that ends a completion. */
  public static final int END = 1;

  /** Distinct tokens, the unused ones included. */
  public static final int VOCABULARY = 16;

  /** Tokens of the longest completion that can be right. */
  public static final int LENGTH = 6;

  private static final String ALPHABET = "0123456789,:";
  private static final int FIRST = 4;
  private static final int MODULUS = 10;

  private final List<int[]> prompts = new ArrayList<>();
  private final List<int[]> answers = new ArrayList<>();

  public Sequences() {
    for (int step = 1; step < MODULUS; step++) {
      for (int start = 0; start < MODULUS; start++) {
        prompts.add(encode(numbers(start, step, 0) + ":"));
        answers.add(
            IntStream.concat(IntStream.of(encode(numbers(start, step, 3))), IntStream.of(END))
                .toArray());
      }
    }
  }

  private static String numbers(int start, int step, int from) {
    return "%d,%d,%d"
        .formatted(
            (start + from * step) % MODULUS,
            (start + (from + 1) * step) % MODULUS,
            (start + (from + 2) * step) % MODULUS);
  }

  static int[] encode(String text) {
    return text.chars().map(character -> FIRST + ALPHABET.indexOf(character)).toArray();
  }

  /** What tokens read as; those that are no character read as a dot. */
  static String decode(int[] tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(token < FIRST ? '.' : ALPHABET.charAt(token - FIRST));
    }
    return text.toString();
  }

  @Override
  public int size() {
    return prompts.size();
  }

  @Override
  public int[] prompt(int place) {
    return prompts.get(place).clone();
  }

  /** The right completion, its end included. */
  int[] answer(int place) {
    return answers.get(place).clone();
  }

  @Override
  public double reward(int place, int[] completion) {
    int[] right = answers.get(place);
    if (completion.length != right.length || completion[LENGTH - 1] != END) {
      return 0;
    }
    double correct = 0;
    for (int i = 0; i < LENGTH - 1; i += 2) {
      boolean digit = completion[i] >= FIRST && completion[i] < FIRST + MODULUS;
      if (!digit || (i + 1 < LENGTH - 1 && completion[i + 1] != right[i + 1])) {
        return 0;
      }
      correct += completion[i] == right[i] ? 1.0 / 3 : 0;
    }
    return Math.min(1, correct);
  }
}
