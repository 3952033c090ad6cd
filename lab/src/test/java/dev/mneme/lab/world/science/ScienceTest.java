package dev.mneme.lab.world.science;

import dev.mneme.lab.world.wording.Promises;
import org.junit.jupiter.api.Test;

class ScienceTest {

  private final Science domain = new Science();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(
        domain, 1, 1_000, problem -> String.valueOf(problem.columns().get("answer")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 2, 1_000, problem -> String.valueOf(problem.columns().get("answer")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 3, 1_000, problem -> String.valueOf(problem.columns().get("answer")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 4, 1_000, problem -> String.valueOf(problem.columns().get("answer")));
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }
}
