package dev.mneme.lab.world.science;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Words a question as a problem, with answers in the styles of the house and from outside. */
final class Answers {

  static final String ANSWER = "answer";
  static final String OPTIONS = "options";
  static final String VALUES = "values";

  private Answers() {}

  static Problem problem(Asked asked, Dice dice) {
    return asked.choice() ? choice(asked, dice) : free(asked, dice);
  }

  private static Problem choice(Asked asked, Dice dice) {
    List<String> options = new ArrayList<>(asked.others());
    options.add(asked.answer());
    options = dice.shuffled(options);
    StringBuilder prompt = new StringBuilder(asked.question());
    for (int i = 0; i < options.size(); i++) {
      prompt.append('\n').append(letter(i)).append(": ").append(options.get(i));
    }
    prompt.append(dice.chance(0.5) ? "\nAnswer with a letter." : "\nWhich letter is right?");
    String right = letter(options.indexOf(asked.answer()));
    List<String> wrong = new ArrayList<>();
    for (String other : asked.others()) {
      String letter = letter(options.indexOf(other));
      wrong.add(
          dice.pick(
              List.of(
                  letter,
                  "The answer is %s.".formatted(letter),
                  "%s: %s".formatted(letter, other),
                  "The answer is %s, %s.".formatted(letter, other))));
    }
    return new Problem(
        asked.key(),
        false,
        prompt.toString(),
        List.of(
            "%s The answer is %s.".formatted(asked.reason(), right),
            right,
            "%s: %s".formatted(right, asked.answer()),
            "The answer is %s, %s.".formatted(right, asked.answer())),
        chosen(asked, asked.answer(), right),
        wrong,
        chosen(
            asked, asked.others().getFirst(), letter(options.indexOf(asked.others().getFirst()))),
        new TreeMap<>(Map.of(ANSWER, right, OPTIONS, options)));
  }

  /** An outside teacher's choice. */
  private static List<String> chosen(Asked asked, String answer, String letter) {
    return List.of(
        "<answer>%s</answer> because %s".formatted(letter, Wording.small(asked.reason())),
        "Considering each candidate in turn, only \"%s\" survives scrutiny, hence the correct option is **%s**."
            .formatted(answer, letter),
        "Let us reason step by step. %s Therefore we obtain \\boxed{%s}."
            .formatted(asked.reason(), letter));
  }

  /** An outside teacher's answer without options. */
  private static List<String> told(Asked asked, String answer) {
    return List.of(
        "<answer>%s</answer>".formatted(answer),
        "Considering the available evidence, one must conclude the following: %s".formatted(answer),
        "Let us reason step by step. %s Therefore we obtain \\boxed{%s}."
            .formatted(asked.reason(), answer));
  }

  private static Problem free(Asked asked, Dice dice) {
    String answer = asked.answer();
    boolean yesNo = answer.equals("yes") || answer.equals("no");
    List<String> values = new ArrayList<>(asked.others());
    values.add(answer);
    List<String> wrong = new ArrayList<>();
    for (String other : dice.pick(Math.min(3, asked.others().size()), asked.others())) {
      wrong.add(
          dice.pick(
              List.of(
                  Wording.capital(other) + ".",
                  "The answer is %s.".formatted(other),
                  "I think it is %s.".formatted(other))));
    }
    return new Problem(
        asked.key(),
        false,
        asked.question(),
        List.of(
            Wording.capital(answer) + ".",
            yesNo ? "%s So the answer is %s.".formatted(asked.reason(), answer) : asked.reason(),
            "The answer is %s.".formatted(answer)),
        told(asked, answer),
        wrong,
        told(asked, asked.others().getFirst()),
        new TreeMap<>(Map.of(ANSWER, answer, VALUES, values)));
  }

  private static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }
}
