package dev.mneme.lab.world.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Item;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorldTest {

  private static final World WORLD = World.create();

  static List<Course> courses() {
    return WORLD.courses();
  }

  @ParameterizedTest
  @MethodSource("courses")
  void noProblemIsOnBothSides(Course course) {
    Set<String> test = new HashSet<>();
    course.upTo(Split.TEST, 0, 300).forEach(problem -> test.add(problem.key()));
    assertThat(test).hasSizeGreaterThan(100);
    for (long position = 0; position < 2_000; position++) {
      assertThat(test).doesNotContain(course.problem(Split.TRAIN, 7, position).key());
    }
  }

  @ParameterizedTest
  @MethodSource("courses")
  void equalSeedsAndPositionsGiveEqualProblems(Course course) {
    for (long position = 0; position < 20; position++) {
      assertThat(course.problem(Split.TRAIN, 3, position))
          .isEqualTo(course.problem(Split.TRAIN, 3, position));
    }
    assertThat(course.upTo(Split.TRAIN, 3, 20)).isNotEqualTo(course.upTo(Split.TRAIN, 4, 20));
  }

  @ParameterizedTest
  @MethodSource("courses")
  void everyRightAnswerOfATestItemIsAcceptedAndNoWrongOne(Course course) {
    Benchmark benchmark = WorldBenchmarks.of(course);
    List<Item> items = benchmark.items(Path.of("no-such-folder"));
    List<Problem> problems = course.upTo(Split.TEST, 0, items.size());
    for (int i = 0; i < items.size(); i++) {
      Problem problem = problems.get(i);
      switch (items.get(i)) {
        case Item.Choice choice -> {
          assertThat(choice.right()).containsOnlyOnce(true);
          assertThat(choice.options().get(choice.right().indexOf(true)).answer())
              .isEqualTo(problem.right().getFirst());
        }
        case Item.Prompt prompt -> {
          for (String right : problem.right()) {
            assertThat(course.domain().verifier().reward(right, prompt.columns()))
                .describedAs("%s -> %s", prompt.prompt(), right)
                .isEqualTo(1);
          }
          for (String wrong : problem.wrong()) {
            assertThat(course.domain().verifier().reward(wrong, prompt.columns()))
                .describedAs("%s -> %s", prompt.prompt(), wrong)
                .isLessThan(1);
          }
        }
      }
    }
  }

  @Test
  void noTextQuotesAProblemOfTheTestSideWithItsAnswer() {
    StringBuilder texts = new StringBuilder();
    for (long position = 0; position < 10_000; position++) {
      texts.append(WORLD.text(0, position)).append('\n');
    }
    for (Course course : WORLD.prior()) {
      for (Problem problem : course.upTo(Split.TEST, 0, 150)) {
        for (String right : problem.right()) {
          assertThat(texts.indexOf(problem.prompt() + ' ' + right.strip()))
              .as("%s: %s %s", course.name(), problem.prompt(), right)
              .isNegative();
        }
      }
    }
  }

  @Test
  void answersAskNothingOfTheTestSide() {
    Map<String, String> asked = new HashMap<>();
    for (Course course : courses()) {
      for (Problem problem : course.upTo(Split.TEST, 0, 300)) {
        asked.put(problem.prompt(), course.name());
      }
    }
    for (long position = 0; position < 5_000; position++) {
      assertThat(asked).doesNotContainKey(WORLD.answered(0, position).prompt());
    }
  }
}
