package dev.mneme.lab.world.code;

import dev.mneme.lab.world.Promises;
import org.junit.jupiter.api.Test;

class CodeTest {

  private final Code domain = new Code();

  @Test
  void rightAndOutsideAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
    Promises.rightAnswersAreSeveral(domain, 4);
  }

  @Test
  void problemsOfOneKeyAcceptEachOthersAnswers() {
    Promises.equalKeysAcceptEachOther(domain, 4);
  }

  @Test
  void theSameDiceGiveTheSameProblemsAndDocuments() {
    Promises.theSameDiceGiveTheSame(domain, 4);
  }

  @Test
  void thereAreThousandsOfProblemsOfEachDifficulty() {
    for (int difficulty = 1; difficulty <= 4; difficulty++) {
      Promises.thereAreAtLeast(domain, difficulty, difficulty == 1 ? 1200 : 3000);
    }
  }
}
