package dev.mneme.lab.world.pronouns;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Continuation;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import java.util.List;

/**
 * Which of two things a reason is about: 1 told in one sentence, 2 after another sentence, 3 with a
 * sentence between what happened and why, 4 with both.
 */
public final class Pronouns implements Domain {

  private static final List<String> OPENINGS =
      List.of(
          "It was a cold morning.",
          "It happened in our street.",
          "My aunt told me this.",
          "Nobody knew what to think.",
          "It was a day in May.",
          "I saw it with my own eyes.",
          "The newspaper wrote about it.",
          "It was late in the evening.");

  private static final List<String> BETWEEN =
      List.of(
          "Many people saw it.",
          "It took only a moment.",
          "My uncle laughed about it.",
          "The neighbours still talk about it.",
          "It was not the first time.",
          "We all stood there and looked.");

  private final List<Schema> schemas = Schema.all();

  @Override
  public String name() {
    return "pronouns";
  }

  @Override
  public String about() {
    return "which of two things a reason is about";
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Schema schema = dice.pick(schemas);
    String a = dice.pick(schema.as());
    String b = other(schema.bs(), a, dice);
    boolean first = dice.chance(0.5);
    String why = first ? schema.ofA() : schema.ofB();
    String event = schema.event(a, b);
    String opening = dice.pick(OPENINGS);
    String prompt =
        switch (difficulty) {
          case 1 -> "%s because the".formatted(event);
          case 2 -> "%s %s because the".formatted(opening, event);
          case 3 -> "%s. %s It happened because the".formatted(event, dice.pick(BETWEEN));
          default ->
              "%s %s. %s It happened because the".formatted(opening, event, dice.pick(BETWEEN));
        };
    return Continuation.problem(
        event + " because " + why,
        prompt,
        " %s %s.".formatted(first ? a : b, why),
        List.of(" %s %s.".formatted(first ? b : a, why)));
  }

  private static String other(List<String> from, String not, Dice dice) {
    String other = dice.pick(from);
    while (other.equals(not)) {
      other = dice.pick(from);
    }
    return other;
  }

  @Override
  public TextVerifier verifier() {
    return new Continuation();
  }

  /** What happened, with the reason told before it or after it. */
  @Override
  public String document(Dice dice) {
    StringBuilder text = new StringBuilder(dice.pick(OPENINGS));
    int count = dice.between(2, 3);
    for (int i = 0; i < count; i++) {
      Schema schema = dice.pick(schemas);
      String a = dice.pick(schema.as());
      String b = other(schema.bs(), a, dice);
      boolean first = dice.chance(0.5);
      String reason = "the %s %s".formatted(first ? a : b, first ? schema.ofA() : schema.ofB());
      String event = schema.event(a, b);
      text.append(' ')
          .append(
              switch (dice.roll(4)) {
                case 0 -> "%s. So %s.".formatted(Wording.capital(reason), Wording.small(event));
                case 1 -> "%s. That is because %s.".formatted(event, reason);
                case 2 -> "Since %s, %s.".formatted(reason, Wording.small(event));
                default -> "%s, for %s.".formatted(event, reason);
              });
    }
    return text.toString();
  }
}
