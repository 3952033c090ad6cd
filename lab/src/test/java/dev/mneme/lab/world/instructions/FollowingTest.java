package dev.mneme.lab.world.instructions;

import dev.mneme.lab.world.wording.Promises;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private final Following domain = new Following();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 3);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(
        domain, 1, 1_000, problem -> String.valueOf(problem.columns().get("kwargs")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 2, 1_000, problem -> String.valueOf(problem.columns().get("kwargs")));
    Promises.equalKeysHaveEqualAnswers(
        domain, 3, 1_000, problem -> String.valueOf(problem.columns().get("kwargs")));
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }
}
