package dev.mneme.lab.world.commonsense;

import dev.mneme.lab.world.Promises;
import org.junit.jupiter.api.Test;

class CommonsenseTest {

  private final Commonsense domain = new Commonsense();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 4, problem -> problem.right().getFirst());
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
