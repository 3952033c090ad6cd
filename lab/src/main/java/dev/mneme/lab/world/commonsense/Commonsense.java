package dev.mneme.lab.world.commonsense;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.commonsense.Script.Cast;
import dev.mneme.lab.world.wording.Continuation;
import dev.mneme.task.TextVerifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Which step of an everyday doing comes next: 1 against steps of other doings, 2 also against one
 * that was done before, 3 also against the last step, 4 the same where it is not said what somebody
 * wants.
 */
public final class Commonsense implements Domain {

  private static final List<String> ORDER =
      List.of("Then", "After that", "Next", "A little later", "Now");

  /** Steps that are told; no more, so that no problem is the beginning of a longer one. */
  private static final int BEFORE = 2;

  private final List<Script> scripts = Script.all();

  @Override
  public String name() {
    return "commonsense";
  }

  @Override
  public String about() {
    return "how everyday doings go on";
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Script script = dice.pick(scripts);
    Cast cast = script.cast(dice);
    int steps = script.steps().size();
    int next = difficulty == 1 ? dice.roll(steps) : dice.between(2, steps - 1);
    if (difficulty >= 3) {
      next = dice.between(2, steps - 2);
    }
    List<String> wrong = new ArrayList<>();
    if (difficulty >= 2) {
      wrong.add(step(script, cast, dice.roll(next)));
    }
    if (difficulty >= 3) {
      wrong.add(step(script, cast, steps - 1));
    }
    while (wrong.size() < 3) {
      Script other = dice.pick(scripts);
      if (!other.equals(script)) {
        Cast others = other.cast(dice);
        Cast strange = new Cast(cast.who(), cast.woman(), others.x(), others.y());
        wrong.add(step(other, strange, dice.roll(other.steps().size())));
      }
    }
    StringBuilder prompt = new StringBuilder(difficulty == 4 ? "" : script.opening(cast));
    for (int i = Math.max(0, next - BEFORE); i < next; i++) {
      String said = step(script, cast, i).strip();
      prompt.append(prompt.isEmpty() ? named(said, cast) : ' ' + said);
    }
    return Continuation.problem(
        "%s %d %s %s %s".formatted(script.name(), next, cast.who(), cast.x(), cast.y()),
        prompt.toString(),
        step(script, cast, next),
        wrong);
  }

  private static String named(String sentence, Cast cast) {
    return cast.who() + sentence.substring(sentence.indexOf(' '));
  }

  private static String step(Script script, Cast cast, int number) {
    return ' ' + cast.fill(script.steps().get(number));
  }

  @Override
  public TextVerifier verifier() {
    return new Continuation();
  }

  /** The whole of a doing, told with words for the order, which no problem has. */
  @Override
  public String document(Dice dice) {
    Script script = dice.pick(scripts);
    Cast cast = script.cast(dice);
    StringBuilder story = new StringBuilder(script.opening(cast));
    for (int i = 0; i < script.steps().size(); i++) {
      String sentence = cast.fill(script.steps().get(i));
      String rest = sentence.substring(sentence.indexOf(' '));
      String subject = cast.woman() ? "she" : "he";
      if (i == 0) {
        story.append(" First ").append(subject).append(rest);
      } else if (i == script.steps().size() - 1) {
        story.append(" In the end ").append(subject).append(rest);
      } else {
        story.append(' ').append(dice.pick(ORDER)).append(' ').append(subject).append(rest);
      }
    }
    return story.toString();
  }
}
