package dev.mneme.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.TinyBase;
import dev.mneme.app.language.ModelSource;
import dev.mneme.data.InputException;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up model that says how often it was asked. */
class RememberedTest {

  private static final Item WRITTEN =
      new Item.Prompt("0", "", "", "say it", List.of(), 8, Map.of());
  private static final Item CHOSEN =
      new Item.Choice(
          "1",
          "",
          List.of(new Item.Option("a", " b", "b"), new Item.Option("a", " c", "c")),
          List.of(true, false));
  private static final Map<String, Answer> ANSWERS =
      Map.of(
          "0",
          new Answer.Response("it\n", 3, true),
          "1",
          new Answer.Likelihoods(
              List.of(
                  new Score(-0.1234567890123456, true, 2),
                  new Score(Double.NEGATIVE_INFINITY, false, 1))));

  @TempDir private Path folder;
  private final List<List<Item>> asked = new ArrayList<>();

  @BeforeEach
  void makeAModel() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  private Remembered remembered(boolean chat) {
    return Remembered.in(
        folder.resolve("answers"),
        ModelSource.in(folder.resolve("base")),
        ElementType.F32,
        chat,
        items -> {
          asked.add(items);
          Map<String, Answer> answers = new HashMap<>(ANSWERS);
          answers.keySet().retainAll(items.stream().map(Item::id).toList());
          return answers;
        });
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("answers"))) {
      return files.toList();
    }
  }

  @Test
  void whatWasAskedOnceIsNotAskedAgainAndHasTheSameBits() {
    List<Item> items = List.of(WRITTEN, CHOSEN);
    assertThat(remembered(true).answers(items)).isEqualTo(ANSWERS);
    assertThat(remembered(true).answers(items)).isEqualTo(ANSWERS);
    assertThat(asked).containsExactly(items);
  }

  @Test
  void whatIsAskedOtherwiseOrBesideOtherItemsIsAskedAnew() throws IOException {
    remembered(true).answers(List.of(WRITTEN, CHOSEN));
    remembered(false).answers(List.of(WRITTEN, CHOSEN));
    remembered(true).answers(List.of(WRITTEN));
    Item other = new Item.Prompt("0", "", "", "say that", List.of(), 8, Map.of());
    remembered(true).answers(List.of(other, CHOSEN));
    assertThat(asked).hasSize(4);
    assertThat(kept()).hasSize(4);
  }

  /** Nothing is computed on it. */
  @Test
  void whatIsAskedOnAnotherDeviceIsAskedAnew() {
    remembered(true).answers(List.of(WRITTEN));
    Device.named("cuda").orElseThrow().run(() -> remembered(true).answers(List.of(WRITTEN)));
    assertThat(asked).hasSize(2);
  }

  @Test
  void anotherModelIsAskedItself() throws IOException {
    remembered(true).answers(List.of(WRITTEN));
    Files.writeString(folder.resolve("base/chat_template.jinja"), "{{ messages }}");
    remembered(true).answers(List.of(WRITTEN));
    assertThat(asked).hasSize(2);
  }

  @Test
  void runsThatKeepTheSameAtOnceDoNotDisturbOneAnother() throws Exception {
    int runs = 4;
    CyclicBarrier allHaveAnswers = new CyclicBarrier(runs);
    PriorTasks.Asking model =
        items -> {
          try {
            allHaveAnswers.await();
          } catch (InterruptedException | BrokenBarrierException alone) {
            throw new IllegalStateException(alone);
          }
          return ANSWERS;
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(runs)) {
      for (int round = 0; round < 25; round++) {
        Item.Prompt other = new Item.Prompt("0", "", "", "say " + round, List.of(), 8, Map.of());
        Remembered remembered =
            Remembered.in(
                folder.resolve("answers"),
                ModelSource.in(folder.resolve("base")),
                ElementType.F32,
                true,
                model);
        Callable<Map<String, Answer>> run = () -> remembered.answers(List.of(other, CHOSEN));
        for (Future<Map<String, Answer>> answers : pool.invokeAll(Collections.nCopies(runs, run))) {
          assertThat(answers.get()).isEqualTo(ANSWERS);
        }
      }
    }
    assertThat(kept()).hasSize(25);
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    List<Item> items = List.of(WRITTEN, CHOSEN);
    remembered(true).answers(items);
    Path file = kept().getFirst();
    Files.writeString(file, Files.readAllLines(file).getFirst() + "\n");
    assertThatThrownBy(() -> remembered(true).answers(items))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), "an answer is missing", "delete it");
    Files.writeString(file, "{\n");
    assertThatThrownBy(() -> remembered(true).answers(items))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file + ":1: not the result of an item");
  }
}
