package dev.mneme.lab.world.instructions;

import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Promises;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private final Following domain = new Following();

  @Test
  void rightAnswersAreWorthOneAndWrongOnesLess() {
    Promises.judgesItsOwnAnswers(domain, 3);
  }

  @Test
  void equalKeysHaveEqualAnswers() {
    Promises.equalKeysHaveEqualAnswers(domain, 1, 1_000, FollowingTest::asked);
    Promises.equalKeysHaveEqualAnswers(domain, 2, 1_000, FollowingTest::asked);
    Promises.equalKeysHaveEqualAnswers(domain, 3, 1_000, FollowingTest::asked);
  }

  /** The arguments of all instructions, in whichever order they were given. */
  private static String asked(Problem problem) {
    return problem.columns().get("kwargs") instanceof List<?> kwargs
        ? kwargs.stream().map(String::valueOf).sorted().toList().toString()
        : "";
  }

  @Test
  void documentsReadWell() {
    Promises.readsWell(domain, 2_000);
  }
}
