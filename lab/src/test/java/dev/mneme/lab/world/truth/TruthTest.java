package dev.mneme.lab.world.truth;

import dev.mneme.lab.world.wording.Promises;
import org.junit.jupiter.api.Test;

class TruthTest {

  private final Truth domain = new Truth();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 1, 300, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 2, 300, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 3, 300, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 4, 300, problem -> problem.right().getFirst());
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }
}
