package dev.mneme.lab.world.knowledge;

import dev.mneme.lab.world.wording.Promises;
import org.junit.jupiter.api.Test;

class KnowledgeTest {

  private final Knowledge domain = new Knowledge();

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
