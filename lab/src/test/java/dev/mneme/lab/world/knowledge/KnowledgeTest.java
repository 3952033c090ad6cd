package dev.mneme.lab.world.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.world.Promises;
import dev.mneme.lab.world.wording.Wording;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnowledgeTest {

  private final Knowledge domain = new Knowledge();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 4, problem -> problem.right().getFirst());
  }

  @Test
  void documentsTellAllFacts() {
    Set<String> sentences = Promises.readsWell(domain, 20_000);
    for (Relation relation : Relation.all()) {
      for (Relation.Fact fact : relation.facts()) {
        assertThat(relation.statements())
            .anyMatch(said ->
                sentences.contains(
                    Wording.fill(said, "a", fact.left(), "b", fact.right()).replace(".", "")));
      }
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
