package dev.mneme.lab.world.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.world.Promises;
import org.junit.jupiter.api.Test;

class ArithmeticTest {

  private final Arithmetic domain = new Arithmetic();

  @Test
  void rightAndOutsideAnswersAreWorthOneAndWrongOnesLess() {
    Promises.answersAreJudgedAsTheyAreMeant(domain);
  }

  @Test
  void problemsOfOneKeyAcceptEachOthersAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain);
  }

  @Test
  void theSameDiceGiveTheSameProblemsAndDocuments() {
    Promises.theSameDiceGiveTheSame(domain);
  }

  @Test
  void thereAreThousandsOfProblemsOfEachDifficulty() {
    for (int difficulty = 1; difficulty <= 4; difficulty++) {
      assertThat(Promises.different(domain, difficulty, 8000))
          .isGreaterThan(difficulty == 1 ? 1200 : 3000);
    }
  }
}
