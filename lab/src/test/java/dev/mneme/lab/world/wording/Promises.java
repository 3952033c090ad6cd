package dev.mneme.lab.world.wording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** What every domain promises, for the tests of each. */
public final class Promises {

  private static final int DRAWS = 2_000;

  private Promises() {}

  /** Right and foreign answers are worth 1, wrong ones less; draws repeat. */
  public static void judgesItsOwnAnswers(Domain domain, int hardest) {
    for (int difficulty = 1; difficulty <= hardest; difficulty++) {
      for (int i = 0; i < DRAWS; i++) {
        Problem problem = domain.draw(difficulty, new Dice(7, "test " + difficulty, i));
        assertThat(domain.draw(difficulty, new Dice(7, "test " + difficulty, i)))
            .isEqualTo(problem);
        for (String right : problem.right()) {
          assertReward(domain, problem, right, true);
        }
        for (String foreign : problem.foreign()) {
          assertReward(domain, problem, foreign, true);
        }
        for (String wrong : problem.wrong()) {
          assertReward(domain, problem, wrong, false);
        }
      }
    }
  }

  private static void assertReward(Domain domain, Problem problem, String text, boolean right) {
    double reward = domain.verifier().reward(text, problem.columns());
    if (right != (reward >= 1)) { // a description for each of them would take most of the time
      assertThat(reward).as("%s\n-> %s", problem, text).isEqualTo(right ? 1 : 0);
    }
  }

  /** Problems with the same key have the same answer, and there are enough keys. */
  public static void equalKeysHaveEqualAnswers(
      Domain domain, int difficulty, int atLeast, Function<Problem, String> answer) {
    Map<String, String> answers = new HashMap<>();
    for (int i = 0; i < 5 * DRAWS; i++) {
      Problem problem = domain.draw(difficulty, new Dice(8, "keys " + difficulty, i));
      String said = answer.apply(problem);
      assertThat(Objects.requireNonNullElse(answers.putIfAbsent(problem.key(), said), said))
          .as(problem.key())
          .isEqualTo(said);
    }
    assertThat(answers).as("difficulty " + difficulty).hasSizeGreaterThanOrEqualTo(atLeast);
  }

  /** Documents are short plain texts; returns what they hold together. */
  public static Set<String> readsWell(Domain domain, int count) {
    Set<String> sentences = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String text = domain.document(new Dice(9, "documents", i));
      int words = Wording.parts(text.replace('\n', ' '), ' ').size();
      assertThat(words).as(text).isBetween(6, 90);
      assertThat(text).doesNotContain("{").doesNotContain("  ").doesNotContain("..");
      sentences.addAll(Wording.parts(text, '.'));
    }
    return sentences;
  }
}
