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

  /** With letters for what is found, and from the end to the beginning. */
  static List<String> foreign(Chain chain) {
    return List.of(lettered(chain), backwards(chain));
  }

  /** {@code Let a = 14. Put b = a + 8, hence b = 22. Put c = b - 5, hence c = 17. # 17}. */
  private static String lettered(Chain chain) {
    StringBuilder text = new StringBuilder(120).append("Let a = ").append(chain.start());
    for (int i = 0; i < chain.steps().size(); i++) {
      Step step = chain.steps().get(i);
      char before = LETTERS.charAt(i);
      char after = LETTERS.charAt(i + 1);
      text.append(". Put ").append(after).append(" = ").append(before).append(' ');
      text.append(step.operator().sign()).append(' ').append(step.operand());
      text.append(", hence ").append(after).append(" = ").append(step.after());
    }
    return text.append(". # ").append(chain.result()).toString();
  }

  /** {@code Wanted: [22 - 5], whereby 22 comes from [14 + 8]. Evaluating yields 22 → 17}. */
  private static String backwards(Chain chain) {
    StringBuilder text = new StringBuilder(120).append("Wanted: ");
    for (int i = chain.steps().size() - 1; i >= 0; i--) {
      Step step = chain.steps().get(i);
      text.append('[').append(step.before()).append(' ').append(step.operator().sign());
      text.append(' ').append(step.operand()).append(']');
      if (i > 0) {
        text.append(", whereby ").append(step.before()).append(" comes from ");
      }
    }
    text.append(". Evaluating yields ");
    return text.append(
            chain.steps().stream()
                .map(step -> String.valueOf(step.after()))
                .collect(Collectors.joining(" => ")))
        .toString();
  }
}
