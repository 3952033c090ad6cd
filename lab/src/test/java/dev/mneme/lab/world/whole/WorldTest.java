package dev.mneme.lab.world.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.records.Records;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorldTest {

  private static final World WORLD = World.create();

  @TempDir private Path folder;

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
  @ValueSource(strings = {"code", "pronouns", "calls"})
  void rowsForAnExamBeginWithTheItemsOfTheBenchmark(String name) throws IOException {
    Course course = WORLD.course(name);
    Path file = folder.resolve("rows.jsonl");
    WorldFolder.exam(new DurableFiles(Disk.real()), file, course, 20);
    List<Item> items = WorldBenchmarks.of(course).items(Path.of("no-such-folder"));
    try (Records rows = Records.open(file)) {
      assertThat(rows.size()).isEqualTo(20);
      for (int i = 0; i < 20; i++) {
        Map<String, Object> row = rows.row(i).columns();
        switch (items.get(i)) {
          case Item.Choice choice -> {
            assertThat(row.get("ways"))
                .isEqualTo(choice.options().stream().map(Item.Option::answer).toList());
            assertThat(row)
                .containsEntry("prompt", choice.options().getFirst().context())
                .containsEntry(
                    "right", choice.options().get(choice.right().indexOf(true)).answer());
          }
          case Item.Prompt prompt ->
              assertThat(row)
                  .containsEntry("prompt", prompt.prompt())
                  .containsKeys(prompt.columns().keySet().toArray(String[]::new))
                  .doesNotContainKeys("completion", "foreign");
        }
      }
    }
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
