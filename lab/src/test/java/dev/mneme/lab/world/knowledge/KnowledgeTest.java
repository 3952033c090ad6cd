package dev.mneme.lab.world.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.world.wording.Promises;
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
    Promises.equalKeysHaveEqualAnswers(domain, 1, 300, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 2, 300, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 3, 300, problem -> problem.right().getFirst());
    Promises.equalKeysHaveEqualAnswers(domain, 4, 300, problem -> problem.right().getFirst());
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
}
