package dev.mneme.lab.world.arithmetic;

import dev.mneme.lab.chance.Dice;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of some different numbers is the largest or the smallest. */
record Comparison(List<Integer> numbers, boolean largest) {

  private static final int MOST = 60;

  Comparison {
    numbers = List.copyOf(numbers);
  }

  static Comparison draw(int count, Dice dice) {
    Set<Integer> numbers = new LinkedHashSet<>();
    while (numbers.size() < count) {
      numbers.add(dice.between(1, MOST));
    }
    return new Comparison(List.copyOf(numbers), dice.chance(0.5));
  }

  int result() {
    return largest ? Collections.max(numbers) : Collections.min(numbers);
  }

  String key() {
    return word() + " of " + listed(numbers.stream().sorted().toList());
  }

  String question(Dice dice) {
    return switch (dice.roll(3)) {
      case 0 -> "Which number is the %s: %s?".formatted(word(), listed(numbers));
      case 1 -> "Here are some numbers: %s. Find the %s one.".formatted(listed(numbers), word());
      default -> "What is the %s of the numbers %s?".formatted(word(), listed(numbers));
    };
  }

  List<String> right() {
    return List.of(
        "In order they are %s. The %s is %d.".formatted(listed(ordered()), word(), result()),
        others(" is %s than ".formatted(largest ? "more" : "less"), result()),
        "The %s is %d.".formatted(word(), result()),
        "The answer is " + result());
  }

  List<String> wrong() {
    int slip = slip();
    return List.of(
        others(" is %s than ".formatted(largest ? "more" : "less"), slip),
        "The %s is %d.".formatted(word(), slip),
        "The answer is " + slip);
  }

  private int slip() {
    return ordered().getFirst();
  }

  List<String> foreign() {
    return foreign(result());
  }

  List<String> foreignWrong() {
    return foreign(slip());
  }

  private List<String> foreign(int answer) {
    String chain =
        ordered().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(largest ? " < " : " > "));
    return List.of(
        "Let S = {%s}. Since %s, hence the bound of S is attained. # %d"
            .formatted(listed(numbers), chain, answer),
        "Wanted: an extreme of [%s]. Evaluating yields %s => %d"
            .formatted(listed(numbers), chain, answer));
  }

  /** {@code 14 is more than 8. So the answer is 14.} */
  private String others(String than, int answer) {
    String rest =
        numbers.stream()
            .filter(number -> number != answer)
            .map(String::valueOf)
            .collect(Collectors.joining(" and "));
    return answer + than + rest + ". So the answer is " + answer + '.';
  }

  /** The one that is asked for at the end. */
  private List<Integer> ordered() {
    List<Integer> up = numbers.stream().sorted().toList();
    return largest ? up : up.reversed();
  }

  private String word() {
    return largest ? "largest" : "smallest";
  }

  private static String listed(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
