package dev.mneme.lab.world.pronouns;

import dev.mneme.lab.world.wording.Promises;
import org.junit.jupiter.api.Test;

class PronounsTest {

  private final Pronouns domain = new Pronouns();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 1, 1_000, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 2, 1_000, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 3, 1_000, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 4, 1_000, problem -> problem.right().getFirst());
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }
}
