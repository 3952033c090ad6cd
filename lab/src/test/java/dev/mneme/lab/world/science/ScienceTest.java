package dev.mneme.lab.world.science;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Promises;
import dev.mneme.lab.world.wording.Wording;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScienceTest {

  private final Science domain = new Science();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 4);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 4, ScienceTest::said);
  }

  /** The text of the answer, whatever letter it has. */
  private static String said(Problem problem) {
    String answer = String.valueOf(problem.columns().get("answer"));
    return problem.columns().get("options") instanceof List<?> options
        ? String.valueOf(options.get(answer.charAt(0) - 'A'))
        : answer;
  }

  @Test
  void documentsTellAllFacts() {
    Set<String> sentences = Promises.readsWell(domain, 20_000);
    String all = String.join(".", sentences).toLowerCase(Locale.ROOT);
    for (Substance one : new Nature().substances()) {
      for (Trait trait : Trait.OWN) {
        assertThat(trait.statements())
            .anyMatch(said ->
                all.contains(
                    Wording.fill(said, "s", one.name(), "v", one.value(trait))
                        .toLowerCase(Locale.ROOT)
                        .replace(".", "")));
      }
      for (Trait trait : Trait.OF_KINDS) {
        String value = one.value(trait);
        String whose =
            trait == one.odd()
                ? "%s is an odd %s".formatted(one.name(), one.value(Trait.KIND))
                : "every %s %s".formatted(one.value(Trait.KIND), trait.verb(value));
        assertThat(all.contains(whose)).as(whose).isTrue();
      }
    }
  }

  @Test
  void theLastNamedValueCounts() {
    LastNamed verifier = new LastNamed();
    Map<String, @Nullable Object> row = Map.of("answer", "red", "values", List.of("red", "blue"));

    assertThat(verifier.reward("Not blue, it is RED!", row)).isEqualTo(1);
    assertThat(verifier.reward("red or rather blue", row)).isEqualTo(0);
    assertThat(verifier.reward("hundred", row)).isEqualTo(0);
    assertThat(verifier.reward("", row)).isEqualTo(0);
  }

  @Test
  void thereAreManyProblemsOfEachDifficulty() {
    for (int difficulty = 1; difficulty <= 4; difficulty++) {
      Promises.thereAreAtLeast(domain, difficulty, 1_000);
    }
  }

  @Test
  void theSameDiceGiveTheSameProblemsAndDocuments() {
    Promises.theSameDiceGiveTheSame(domain, 4);
  }
}
