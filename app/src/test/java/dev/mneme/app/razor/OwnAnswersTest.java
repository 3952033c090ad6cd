package dev.mneme.app.razor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.lab.world.whole.World;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Right answers that the model which comes with Mneme draws. */
class OwnAnswersTest {

  private static final Path BASE = Path.of("../models/lab-base");
  private static final int PROBLEMS = 24;

  @TempDir private Path folder;

  @Test
  void everyRowIsRightAndWhatTheyTookIsKept() throws IOException {
    Course course = World.create().course("calls");
    Path rows = folder.resolve("calls-24-own-3.jsonl");
    new OwnAnswers(BASE, 0, 3, Terminal.plain(new StringWriter(), new StringWriter()))
        .write(new DurableFiles(Disk.real()), rows, course, PROBLEMS);
    Map<String, Problem> problems = new HashMap<>();
    course
        .upTo(Split.TRAIN, 0, PROBLEMS)
        .forEach(problem -> problems.put(problem.prompt(), problem));
    List<String> lines = Files.readAllLines(rows);
    assertThat(lines).hasSizeBetween(10, PROBLEMS);
    for (String line : lines) {
      JsonNode row = JsonMapper.shared().readTree(line);
      Problem problem = Objects.requireNonNull(problems.get(row.get("prompt").asString()), line);
      assertThat(
              course
                  .domain()
                  .verifier()
                  .reward(row.get("completion").asString(), problem.columns()))
          .as(line)
          .isEqualTo(1);
    }
    OwnAnswers.Cost cost = OwnAnswers.Cost.of(rows);
    assertThat(cost.problems()).isEqualTo(PROBLEMS);
    int unsolved = PROBLEMS - lines.size();
    assertThat(cost.draws())
        .as("one at least of each, three of those that were never right")
        .isBetween(PROBLEMS + 2L * unsolved, PROBLEMS * 3L);
    assertThat(cost.seconds()).isPositive();
  }

  @Test
  void aCostThatCannotBeReadIsToldInOneLine() throws IOException {
    Path rows = folder.resolve("own.jsonl");
    Files.writeString(folder.resolve("own.json"), "{\"problems\": ");
    assertThatThrownBy(() -> OwnAnswers.Cost.of(rows))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "%s does not say what drawing %s took. Delete it, and the answers are drawn again.",
            folder.resolve("own.json"), rows);
  }
}
