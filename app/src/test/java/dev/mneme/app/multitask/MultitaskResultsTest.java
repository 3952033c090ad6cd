package dev.mneme.app.multitask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.multitask.ImageTask;
import dev.mneme.lab.multitask.LossSizes;
import dev.mneme.lab.multitask.MultitaskFindings;
import dev.mneme.lab.multitask.MultitaskRecipe;
import dev.mneme.lab.multitask.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The committed results of the study. */
class MultitaskResultsTest {

  private static final Path RESULTS = Path.of("../docs/results/multitask");

  @Test
  void theResultsFollowFromTheTrials() throws IOException {
    List<Trained> trained = new ArrayList<>();
    try (Records records = Records.open(RESULTS.resolve("trials.csv"))) {
      for (long number = 0; number < records.size(); number++) {
        trained.add(trained(records.row(number)));
      }
    }
    assertThat(MultitaskFiles.trials(trained))
        .isEqualTo(Files.readString(RESULTS.resolve("trials.csv")));
    assertThat(MultitaskFiles.results(MultitaskFindings.of(trained)))
        .isEqualTo(Files.readString(RESULTS.resolve("results.csv")));
  }

  private static Trained trained(Row row) {
    MultitaskRecipe like = MultitaskRecipe.DEFAULTS;
    MultitaskRecipe.Data data = like.data();
    MultitaskRecipe.Training training = like.training();
    String tasks = text(row, "tasks");
    List<ImageTask> learnt =
        tasks.equals("all")
            ? List.of(ImageTask.values())
            : List.of(ImageTask.valueOf(tasks.toUpperCase(Locale.ROOT)));
    Balance balance =
        Arrays.stream(Balance.values())
            .filter(each -> each.toString().equals(text(row, "weights")))
            .findFirst()
            .orElseThrow();
    MultitaskRecipe recipe =
        new MultitaskRecipe(
            "mnist",
            Long.parseLong(text(row, "seed")),
            new MultitaskRecipe.Data(
                data.examples(),
                data.validation(),
                data.test(),
                data.noise(),
                LossSizes.valueOf(text(row, "sizes").toUpperCase(Locale.ROOT))),
            new MultitaskRecipe.Training(
                learnt,
                balance,
                Double.parseDouble(text(row, "rate")),
                training.steps(),
                training.batch(),
                training.hidden(),
                training.warmup()));
    return new Trained(
        recipe,
        numbers(row, learnt, " validation"),
        numbers(row, learnt, " test"),
        numbers(row, learnt, " weight"));
  }

  private static Map<ImageTask, Double> numbers(Row row, List<ImageTask> tasks, String what) {
    Map<ImageTask, Double> numbers = new EnumMap<>(ImageTask.class);
    tasks.forEach(task -> numbers.put(task, Double.valueOf(text(row, task.id() + what))));
    return numbers;
  }

  private static String text(Row row, String column) {
    return String.valueOf(row.columns().get(column));
  }
}
