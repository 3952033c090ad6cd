package dev.mneme.lab.world.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.world.Promises;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthTest {

  private final Truth domain = new Truth();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 4, problem -> problem.right().getFirst());
  }

  @Test
  void documentsTellTheTruthOfEveryMyth() {
    Set<String> sentences = Promises.readsWell(domain, 40_000);
    String all = String.join("\n", sentences);
    for (Belief belief : Belief.all()) {
      assertThat(all.contains(belief.told(belief.myth()))).as(belief.told(belief.myth())).isTrue();
      assertThat(all.contains(belief.told(belief.truth()))).as(belief.question()).isTrue();
    }
  }

  @Test
  void thereAreManyProblemsOfEachDifficulty() {
    for (int difficulty = 1; difficulty <= 4; difficulty++) {
      Promises.thereAreAtLeast(domain, difficulty, 300);
    }
  }

  @Test
  void theSameDiceGiveTheSameProblemsAndDocuments() {
    Promises.theSameDiceGiveTheSame(domain, 4);
  }
}
