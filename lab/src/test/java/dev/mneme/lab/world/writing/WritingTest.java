package dev.mneme.lab.world.writing;

import dev.mneme.lab.world.Promises;
import org.junit.jupiter.api.Test;

class WritingTest {

  private final Writing domain = new Writing();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(
        domain, 4, problem -> String.valueOf(problem.columns().get("words")));
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }

  @Test
  void thereAreManyProblemsOfEachDifficulty() {
    for (int difficulty = 1; difficulty <= 4; difficulty++) {
      Promises.thereAreAtLeast(domain, difficulty, 1_000);
    }
  }

  @Test
  void theSameDiceGiveTheSameProblemsAndDocuments() {
    Promises.theSameDiceGiveTheSame(domain, 4);
  }
}
