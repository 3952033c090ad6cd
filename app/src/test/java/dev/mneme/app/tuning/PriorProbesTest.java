package dev.mneme.app.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.evaluation.PriorTasks;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tasks of 40 and 12 questions: 20 and 6 for probes, of which each asks 4 of each task. */
class PriorProbesTest {

  private static final int PROBES = 5;
  private static final int CHECK = 16;

  @TempDir private Path folder;
  private PriorTasks tasks;
  private PriorProbes probes;

  @BeforeEach
  void readTwoTasks() throws IOException {
    write("many.jsonl", 40);
    write("few.jsonl", 12);
    Path suite =
        Files.writeString(
            folder.resolve("prior.yaml"),
            """
            description: letters
            tasks:
            - {name: many, file: many.jsonl, prompt: '{q}', choices: [c, d], gold: a}
            - {name: few, file: few.jsonl, prompt: '{q}', choices: [c, d], gold: a}
            """);
    tasks = PriorTasks.of(suite.toString(), folder, 8, CHECK);
    probes = new PriorProbes(tasks, PROBES);
    probes.askBase(rightBut(item -> false));
  }

  @AfterEach
  void closeThem() {
    tasks.close();
  }

  private void write(String name, int rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      text.append("{\"q\": \"%s %d\", \"a\": \"c\"}\n".formatted(name, i));
    }
    Files.writeString(folder.resolve(name), text);
  }

  /** A model that knows every answer but these. */
  private static PriorTasks.Asking rightBut(Predicate<Item> wrong) {
    return items -> {
      Map<String, Answer> answers = new HashMap<>();
      for (Item item : items) {
        List<Score> scores = new ArrayList<>();
        for (boolean gold : ((Item.Choice) item).right()) {
          scores.add(new Score(gold == wrong.test(item) ? -2 : -1, false, 1));
        }
        answers.put(item.id(), new Answer.Likelihoods(scores));
      }
      return answers;
    };
  }

  private List<Item> items(List<PriorTasks.Asked> asked, String task) {
    return asked.stream()
        .filter(each -> each.task().name().equals(task))
        .map(PriorTasks.Asked::item)
        .toList();
  }

  @Test
  void eachProbeAsksTheNextItemsOfEachTaskUntilItHasNoMore() {
    List<Item> many = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      many.addAll(items(tasks.probe(number), "many"));
      assertThat(items(tasks.probe(number), "few"))
          .hasSize(4)
          .isEqualTo(items(tasks.probe(0), "few"));
    }
    assertThat(many).hasSize(20).doesNotHaveDuplicates();
    assertThat(tasks.probe(5)).isEqualTo(tasks.probe(0));
    assertThat(tasks.portions()).isEqualTo(5);
    assertThat(items(tasks.lastProbe(), "many")).isEqualTo(many.subList(0, 8));
    assertThat(items(tasks.lastProbe(), "few")).hasSize(6);
    assertThat(items(tasks.heldOut(), "many")).hasSize(8).doesNotContainAnyElementsOf(many);
    assertThat(tasks.largestWeight()).isEqualTo(1.0 / 12);
  }

  @Test
  void whatIsAskedAgainCountsInTheErrorAsOftenAsItIsAsked() {
    Item many = items(tasks.probe(1), "many").getFirst();
    Item few = items(tasks.probe(1), "few").getFirst();
    PriorProbes.Found found =
        probes.ask(1, rightBut(item -> item.equals(many) || item.equals(few)));
    assertThat(found.forgetting()).isCloseTo(25, within(1e-12));
    // Each item is an eighth of the mean; those of the small task are asked four times on the way.
    assertThat(found.error()).isCloseTo(12.5 * Math.sqrt(1 + 4), within(1e-12));
    assertThat(found.at(7, -1e-9).kl()).isZero();
  }

  @Test
  void theLastProbeIsAsLargeAsTheCheckAndStandsForItself() {
    Item one = items(tasks.lastProbe(), "many").getFirst();
    PriorProbes.Found found = probes.ask(PROBES - 1, rightBut(item -> item.equals(one)));
    assertThat(found.after().values()).hasSize(14);
    assertThat(found.forgetting()).isCloseTo(100.0 / 16, within(1e-12));
    assertThat(found.error()).isCloseTo(100.0 / 12, within(1e-12));
  }

  @Test
  void theBaseIsAskedTheSameItemsOnce() {
    List<List<Item>> asked = new ArrayList<>();
    PriorTasks.Asking base = rightBut(item -> false);
    probes.askBase(items -> {
      asked.add(items);
      return base.answers(items);
    });
    assertThat(asked).as("four and one on the way, two at the end").hasSize(4 + 1 + 2);
    assertThat(asked).doesNotHaveDuplicates();
  }

  @Test
  void savedAnswersOfTheBaseAreThoseOfTheSameProbes() {
    PriorProbes fresh = new PriorProbes(tasks, PROBES);
    fresh.restore(probes.state());
    assertThat(fresh.state()).hasSize(4 * 8 + 14).isEqualTo(probes.state());
    PriorTasks.Asking tuned = rightBut(item -> item.id().endsWith("1"));
    for (int number = 0; number < PROBES; number++) {
      assertThat(fresh.ask(number, tuned)).isEqualTo(probes.ask(number, tuned));
    }
    fresh.restore(new double[0]);
    assertThat(fresh.state()).isEmpty();
    assertThatThrownBy(() -> fresh.restore(new double[9])).hasMessageContaining("other items");
  }
}
