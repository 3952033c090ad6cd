package dev.mneme.lab.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.wording.Wording;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What every domain promises, for the tests of each. */
public final class Promises {

  private static final int DRAWS = 2000;

  private Promises() {}

  /** Right and outside answers are worth 1, wrong ones less. */
  public static void judgesItsOwnAnswers(Domain domain, int hardest) {
    forAll(
        domain,
        hardest,
        (difficulty, problem) -> {
          problem.right().forEach(text -> judged(domain, problem, text, true));
          problem.foreign().forEach(text -> judged(domain, problem, text, true));
          problem.wrong().forEach(text -> judged(domain, problem, text, false));
          problem.foreignWrong().forEach(text -> judged(domain, problem, text, false));
        });
  }

  /** There are several right answers, and an outside teacher writes none of them. */
  public static void rightAnswersAreSeveral(Domain domain, int hardest) {
    forAll(
        domain,
        hardest,
        (difficulty, problem) ->
            assertThat(problem.right())
                .doesNotHaveDuplicates()
                .hasSizeBetween(3, 6)
                .doesNotContainAnyElementsOf(problem.foreign()));
  }

  /** Problems of one key accept each other's answers. */
  public static void equalKeysAcceptEachOther(Domain domain, int hardest) {
    Map<String, Problem> seen = new HashMap<>();
    forAll(
        domain,
        hardest,
        (difficulty, problem) -> {
          Problem other = seen.putIfAbsent(problem.key(), problem);
          if (other != null) {
            other.right().forEach(text -> judged(domain, problem, text, true));
          }
        });
  }

  /** Problems with the same key have the same answer. */
  public static void equalKeysHaveEqualAnswers(
      Domain domain, int hardest, Function<Problem, String> answer) {
    Map<String, String> answers = new HashMap<>();
    forAll(
        domain,
        hardest,
        (difficulty, problem) -> {
          String said = answer.apply(problem);
          String key = difficulty + problem.key();
          assertThat(Objects.requireNonNullElse(answers.putIfAbsent(key, said), said))
              .as(problem.key())
              .isEqualTo(said);
        });
  }

  /** The same dice draw the same problem and the same document. */
  public static void theSameDiceGiveTheSame(Domain domain, int hardest) {
    for (int i = 0; i < 100; i++) {
      for (int difficulty = 1; difficulty <= hardest; difficulty++) {
        assertThat(domain.draw(difficulty, new Dice(1, "again", i)))
            .isEqualTo(domain.draw(difficulty, new Dice(1, "again", i)));
      }
      assertThat(domain.document(new Dice(1, "again", i)))
          .isEqualTo(domain.document(new Dice(1, "again", i)));
    }
  }

  /** There are so many different problems of a difficulty. */
  public static void thereAreAtLeast(Domain domain, int difficulty, int count) {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 5 * DRAWS; i++) {
      keys.add(domain.draw(difficulty, new Dice(2, "keys", i)).key());
    }
    assertThat(keys).as("difficulty " + difficulty).hasSizeGreaterThanOrEqualTo(count);
  }

  /** Documents are short plain texts; returns the sentences that they hold together. */
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

  private static void forAll(Domain domain, int hardest, BiConsumer<Integer, Problem> check) {
    for (int difficulty = 1; difficulty <= hardest; difficulty++) {
      for (int i = 0; i < DRAWS; i++) {
        check.accept(difficulty, domain.draw(difficulty, new Dice(1, "check" + difficulty, i)));
      }
    }
  }

  private static void judged(Domain domain, Problem problem, String text, boolean right) {
    double reward = domain.verifier().reward(text, problem.columns());
    if (right != (reward >= 1)) { // a description for each of them would take most of the time
      assertThat(reward).as("%s\n-> %s", problem, text).isEqualTo(right ? 1 : 0);
    }
  }
}
