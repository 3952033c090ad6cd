package dev.mneme.lab.world.arithmetic;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.NumberMatch;
import dev.mneme.task.TextVerifier;
import java.util.List;
import java.util.Map;

/**
 * Sums, comparisons and word problems. Difficulty is the number of steps, but 2 has some of three
 * or four steps over small numbers, and at 4 every other word problem has three steps and a
 * sentence that distracts.
 */
public record Arithmetic() implements Domain {

  private static final String COLUMN = "answer";

  /** Share of difficulty 2 that is long, so that what is new above it is not length as such. */
  private static final double LONG = 0.35;

  @Override
  public String name() {
    return "arithmetic";
  }

  @Override
  public String about() {
    return "sums, comparisons and word problems over small numbers";
  }

  @Override
  public TextVerifier verifier() {
    return new NumberMatch(COLUMN);
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    if (difficulty <= 2 && dice.chance(0.15)) {
      return compared(Comparison.draw(difficulty + 1, dice), dice);
    }
    boolean bare = dice.chance(0.35);
    boolean distracts = difficulty == 4 && !bare && dice.chance(0.5);
    Chain chain =
        difficulty == 2 && dice.chance(LONG)
            ? Chain.small(dice.between(3, 4), dice)
            : Chain.draw(distracts ? 3 : difficulty, dice);
    if (bare) {
      return problem(chain, bare(chain, dice), "It is %d.".formatted(chain.result()), dice);
    }
    Story story = story(chain, dice);
    Story told = distracts ? story.distracted(dice) : story;
    return problem(chain, told.told() + ' ' + told.question(), told.closing(), dice);
  }

  private static Story story(Chain chain, Dice dice) {
    Step first = chain.steps().getFirst();
    boolean ofTwo = chain.steps().size() == 1 && !first.operator().tight() && dice.chance(0.3);
    return ofTwo ? Story.ofTwo(first, dice) : Story.of(chain, dice);
  }

  private static Problem problem(Chain chain, String prompt, String closing, Dice dice) {
    return new Problem(
        chain.expression(),
        false,
        prompt,
        Solutions.right(chain, closing),
        Solutions.foreign(chain),
        Solutions.wrong(chain, dice),
        Solutions.foreignWrong(chain),
        Map.of(COLUMN, chain.result()));
  }

  private static Problem compared(Comparison comparison, Dice dice) {
    return new Problem(
        comparison.key(),
        false,
        comparison.question(dice),
        comparison.right(),
        comparison.foreign(),
        comparison.wrong(),
        comparison.foreignWrong(),
        Map.of(COLUMN, comparison.result()));
  }

  /** Without a story. */
  private static String bare(Chain chain, Dice dice) {
    return switch (dice.roll(4)) {
      case 0 -> "What is " + chain.expression() + '?';
      case 1 -> "Work out " + chain.expression() + '.';
      case 2 -> "Take the number %d.%s What do you get?".formatted(chain.start(), orders(chain));
      default -> "I think of %d.%s Which number is it now?".formatted(chain.start(), orders(chain));
    };
  }

  /** {@code Add 8. Then take away 5.} */
  private static String orders(Chain chain) {
    StringBuilder orders = new StringBuilder();
    for (Step step : chain.steps()) {
      orders.append(' ');
      orders.append(
          orders.length() == 1 ? Wording.capital(step.command()) : "Then " + step.command());
      orders.append('.');
    }
    return orders.toString();
  }

  @Override
  public String document(Dice dice) {
    return switch (dice.roll(6)) {
      case 0 -> family(dice);
      case 1 -> counting(dice);
      case 2 -> table(dice);
      case 3 -> order(dice);
      default -> tale(dice);
    };
  }

  /** What two numbers make, all ways round. */
  private static String family(Dice dice) {
    int a = dice.between(2, 40);
    int b = dice.between(2, 25);
    return "%d plus %d is %d. So %d + %d = %d and %d - %d = %d. If you take %d away from %d, %d is left."
        .formatted(a, b, a + b, b, a, a + b, a + b, a, b, b, a + b, a);
  }

  private static String counting(Dice dice) {
    int by = dice.between(1, 10);
    boolean up = dice.chance(0.6);
    int now = up ? dice.between(0, 20) : dice.between(60, 80);
    StringBuilder text = new StringBuilder(80);
    text.append("Count ").append(up ? "up" : "down").append(" by ").append(by).append(" from ");
    text.append(now).append(": ").append(now);
    for (int i = 0; i < 6; i++) {
      now += up ? by : -by;
      text.append(", ").append(now);
    }
    return text.append('.').toString();
  }

  /** Some rows of a table of products. */
  private static String table(Dice dice) {
    int factor = dice.between(2, 5);
    int from = dice.between(1, 12);
    StringBuilder text = new StringBuilder(120).append("Here is the table of ").append(factor);
    text.append('.');
    for (int i = from; i < from + 4; i++) {
      text.append(" %d times %d is %d.".formatted(i, factor, i * factor));
    }
    int last = (from + 3) * factor;
    return text.append(" So %d divided by %d is %d.".formatted(last, factor, from + 3)).toString();
  }

  private static String order(Dice dice) {
    List<Integer> up = Comparison.draw(3, dice).numbers().stream().sorted().toList();
    return "%d is less than %d, and %d is less than %d. The smallest is %d and the largest is %d. %d is %d more than %d."
        .formatted(
            up.get(0),
            up.get(1),
            up.get(1),
            up.get(2),
            up.get(0),
            up.get(2),
            up.get(2),
            up.get(2) - up.get(1),
            up.get(1));
  }

  /** A story of one step with what it comes to. */
  private static String tale(Dice dice) {
    Chain chain = Chain.draw(1, dice);
    Story story = story(chain, dice);
    Step step = chain.steps().getFirst();
    return "%s %s, so %s".formatted(story.told(), Wording.capital(step.words()), story.closing());
  }
}
