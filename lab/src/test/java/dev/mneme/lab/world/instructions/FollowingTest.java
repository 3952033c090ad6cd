package dev.mneme.lab.world.instructions;

import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Promises;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private final Following domain = new Following();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 3);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 3, FollowingTest::asked);
  }

  /** The arguments of all instructions, in whichever order they were given. */
  private static String asked(Problem problem) {
    return problem.columns().get("kwargs") instanceof List<?> kwargs
        ? kwargs.stream().map(String::valueOf).sorted().toList().toString()
        : "";
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }

  @Test
  void thereAreManyProblemsOfEachDifficulty() {
    for (int difficulty = 1; difficulty <= 3; difficulty++) {
      Promises.thereAreAtLeast(domain, difficulty, 1_000);
    }
  }

  @Test
  void theSameDiceGiveTheSameProblemsAndDocuments() {
    Promises.theSameDiceGiveTheSame(domain, 3);
  }
}
