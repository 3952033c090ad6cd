package dev.mneme.lab.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mneme.lab.chance.Dice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every domain with written answers must keep, checked over many problems. */
public final class Promises {

  private static final int DRAWS = 2000;

  private Promises() {}

  /** Right and outside answers are worth 1, wrong ones less, at each difficulty. */
  public static void answersAreJudgedAsTheyAreMeant(Domain domain) {
    forAll(
        domain,
        problem -> {
          assertThat(problem.right()).doesNotHaveDuplicates().hasSizeBetween(3, 6);
          problem.right().forEach(text -> isRight(domain, problem, text));
          problem.foreign().forEach(text -> isRight(domain, problem, text));
          problem.wrong().forEach(text -> isWrong(domain, problem, text));
          assertThat(problem.right()).doesNotContainAnyElementsOf(problem.foreign());
        });
  }

  /** Problems of one key accept each other's answers. */
  public static void equalKeysHaveEqualAnswers(Domain domain) {
    Map<String, Problem> seen = new HashMap<>();
    forAll(
        domain,
        problem -> {
          Problem other = seen.putIfAbsent(problem.key(), problem);
          if (other != null) {
            other.right().forEach(text -> isRight(domain, problem, text));
          }
        });
  }

  /** The same dice draw the same problem and the same document. */
  public static void theSameDiceGiveTheSame(Domain domain) {
    for (int i = 0; i < 100; i++) {
      for (int difficulty = 1; difficulty <= 4; difficulty++) {
        assertThat(domain.draw(difficulty, new Dice(1, "again", i)))
            .isEqualTo(domain.draw(difficulty, new Dice(1, "again", i)));
      }
      assertThat(domain.document(new Dice(1, "again", i)))
          .isEqualTo(domain.document(new Dice(1, "again", i)));
    }
  }

  /** How many different problems are among many of a difficulty. */
  public static int different(Domain domain, int difficulty, int draws) {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < draws; i++) {
      keys.add(domain.draw(difficulty, new Dice(2, "keys", i)).key());
    }
    return keys.size();
  }

  private interface Check {
    void of(Problem problem);
  }

  private static void forAll(Domain domain, Check check) {
    for (int difficulty : List.of(1, 2, 3, 4)) {
      for (int i = 0; i < DRAWS; i++) {
        check.of(domain.draw(difficulty, new Dice(1, "check" + difficulty, i)));
      }
    }
  }

  private static void isRight(Domain domain, Problem problem, String text) {
    if (reward(domain, problem, text) != 1) {
      fail("not worth 1: " + text + " of " + problem);
    }
  }

  private static void isWrong(Domain domain, Problem problem, String text) {
    if (reward(domain, problem, text) >= 1) {
      fail("worth 1 though wrong: " + text + " of " + problem);
    }
  }

  private static double reward(Domain domain, Problem problem, String text) {
    return domain.verifier().reward(text, problem.columns());
  }
}
