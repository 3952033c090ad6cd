package dev.mneme.lab.world.arithmetic;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.List;
import java.util.stream.Collectors;

/** Calculations written out as answers. */
final class Solutions {

  private static final String LETTERS = "abcdefgh";

  private Solutions() {}

  /** Five forms, the longest rationale first. */
  static List<String> right(Chain chain, String closing) {
    return List.of(
        sums(chain), told(chain), led(chain), closing, "The answer is " + chain.result());
  }

  /** Forms of the same styles. */
  static List<String> wrong(Chain chain, Dice dice) {
    Chain once = chain.slipped(dice);
    return List.of(
        sums(once), told(chain.slipped(dice)), "The answer is " + chain.slipped(dice).result());
  }

  /** {@code 14 + 8 = 22. 22 - 5 = 17. The answer is 17.} */
  private static String sums(Chain chain) {
    return chain.steps().stream().map(step -> step.sum() + ". ").collect(Collectors.joining())
        + "The answer is "
        + chain.result()
        + '.';
  }

  /** {@code First, 14 plus 8 is 22. Then 22 minus 5 is 17. So the answer is 17.} */
  private static String told(Chain chain) {
    StringBuilder text = new StringBuilder(100);
    for (int i = 0; i < chain.steps().size(); i++) {
      text.append(i == 0 ? "First, " : "Then ").append(chain.steps().get(i).words()).append(". ");
    }
    return text.append("So the answer is ").append(chain.result()).append('.').toString();
  }

  /** {@code Start with 14. Add 8 to get 22. Take away 5 to get 17. So it is 17.} */
  private static String led(Chain chain) {
    StringBuilder text = new StringBuilder(100).append("Start with ").append(chain.start());
    for (Step step : chain.steps()) {
      text.append(". ").append(Wording.capital(step.command())).append(" to get ");
      text.append(step.after());
    }
    return text.append(". So it is ").append(chain.result()).append('.').toString();
  }

  /**
   * In signs that the base never writes. Each result follows from what stands before it, so that a
   * small model can learn to write it.
   */
  static List<String> foreign(Chain chain) {
    return List.of(lettered(chain), bracketed(chain));
  }

  /** The same with a slip in each, drawn by the chain alone: dice of others go on as they were. */
  static List<String> foreignWrong(Chain chain) {
    Dice dice = new Dice(0, chain.expression(), 0);
    return List.of(lettered(chain.slipped(dice)), bracketed(chain.slipped(dice)));
  }

  /** {@code Put a = 14 + 8, hence a = 22. Put b = 22 - 5, hence b = 17. # 17}. */
  private static String lettered(Chain chain) {
    StringBuilder text = new StringBuilder(120);
    for (int i = 0; i < chain.steps().size(); i++) {
      Step step = chain.steps().get(i);
      char letter = LETTERS.charAt(i);
      text.append("Put ").append(letter).append(" = ").append(operation(step));
      text.append(", hence ").append(letter).append(" = ").append(step.after()).append(". ");
    }
    return text.append("# ").append(chain.result()).toString();
  }

  /** {@code Evaluating yields [14 + 8] => 22; [22 - 5] => 17; wherefore 17}. */
  private static String bracketed(Chain chain) {
    return chain.steps().stream()
        .map(step -> "[" + operation(step) + "] => " + step.after() + "; ")
        .collect(Collectors.joining("", "Evaluating yields ", "wherefore " + chain.result()));
  }

  private static String operation(Step step) {
    return "%d %s %d".formatted(step.before(), step.operator().sign(), step.operand());
  }
}
