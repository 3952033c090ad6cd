package dev.mneme.lab.world.writing;

import dev.mneme.lab.world.wording.Promises;
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
        domain, 1, 1_000, problem -> String.valueOf(problem.columns().get("words")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 2, 1_000, problem -> String.valueOf(problem.columns().get("words")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 3, 1_000, problem -> String.valueOf(problem.columns().get("words")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 4, 1_000, problem -> String.valueOf(problem.columns().get("words")));
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }
}
