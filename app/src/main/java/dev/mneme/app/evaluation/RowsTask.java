package dev.mneme.app.evaluation;

import dev.mneme.app.reward.RewardKeys;
import dev.mneme.data.InputException;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.ChoiceMetric;
import dev.mneme.task.benchmark.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A task over a user's own rows, as a suite declares it. */
final class RowsTask {

  /** The column in which rewards find the right answer, unless they name another. */
  private static final String ANSWER = "answer";

  private static final String BETWEEN_EXAMPLES = "\n\n";

  private final TaskKeys keys;
  private final Path home;
  private final Template prompt;
  private final Template answer;
  private final List<Template> choices;

  private RowsTask(TaskKeys keys, Path home) {
    this.keys = keys;
    this.home = home;
    this.prompt = Template.parse(keys.prompt());
    this.answer = Template.parse(keys.answer());
    this.choices = keys.choices().stream().map(Template::parse).toList();
  }

  /**
   * @param home folder from which its files are named
   * @param sandboxes borrowed, for rewards that run code
   */
  static Benchmark benchmark(TaskKeys keys, Path home, Sandboxes sandboxes) {
    RowsTask task = new RowsTask(keys, home);
    return new Benchmark(
        keys.name(),
        keys.description().isEmpty() ? "the rows of " + keys.file() : keys.description(),
        new Benchmark.Origin("your own rows", "your own", home.resolve(keys.file()).toString()),
        Math.max(0, keys.fewShot()),
        (folder, shots) -> task.items(shots),
        keys.choices().isEmpty()
            ? new Benchmark.Scoring.ByVerifier(
                RewardKeys.title(keys.reward()),
                RewardKeys.verifier(keys.reward(), null, sandboxes))
            : new Benchmark.Scoring.ByLikelihood(
                List.of(ChoiceMetric.ACCURACY, ChoiceMetric.ACCURACY_BY_CHARACTER)));
  }

  private List<Item> items(int shots) {
    String before = shots > 0 ? shown(shots) : "";
    List<Item> items = new ArrayList<>();
    for (Row row : rows(keys.file())) {
      String id = "" + items.size();
      String context = before + prompt.of(row);
      items.add(choices.isEmpty() ? toWrite(id, context, row) : toChoose(id, context, row));
    }
    return items;
  }

  private String shown(int shots) {
    if (keys.fewShotFile().isEmpty()) {
      throw InputException.of(
          "%s: %d examples cannot be shown without a few-shot-file. Name one in the suite.",
          keys.name(), shots);
    }
    List<Row> rows = rows(keys.fewShotFile());
    if (rows.size() < shots) {
      throw InputException.of(
          "%s: %d examples are to be shown, but there are %d. Ask for fewer.",
          home.resolve(keys.fewShotFile()), shots, rows.size());
    }
    StringBuilder shown = new StringBuilder();
    for (Row row : rows.subList(0, shots)) {
      String right = choices.isEmpty() ? answer.of(row) : options(row).get(gold(row));
      shown.append(prompt.of(row)).append(keys.separator()).append(right).append(BETWEEN_EXAMPLES);
    }
    return shown.toString();
  }

  private Item toWrite(String id, String context, Row row) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>(row.columns());
    if (!keys.answer().isEmpty()) {
      columns.put(ANSWER, answer.of(row));
    }
    return new Item.Prompt(id, "", keys.system(), context, keys.stop(), keys.maxTokens(), columns);
  }

  private Item toChoose(String id, String context, Row row) {
    int gold = gold(row);
    List<Item.Option> options = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (String option : options(row)) {
      right.add(options.size() == gold);
      options.add(new Item.Option(context, keys.separator() + option, option));
    }
    return new Item.Choice(id, "", options, right);
  }

  private List<String> options(Row row) {
    List<String> options = choices.stream().flatMap(choice -> choice.each(row).stream()).toList();
    if (options.size() < 2 || options.contains("")) {
      throw InputException.of(
          "%s: two or more choices are needed, none of them empty; there are %s. Put the row right or leave it out.",
          row.place(), options);
    }
    return options;
  }

  private int gold(Row row) {
    List<String> options = options(row);
    Object value = Template.value(row, keys.gold());
    String text = value.toString();
    int gold = value instanceof String ? options.indexOf(text) : -1;
    if (gold < 0 && text.matches("[A-Z]")) {
      gold = text.charAt(0) - 'A';
    } else if (gold < 0 && text.matches("\\d{1,6}")) {
      gold = Integer.parseInt(text);
    }
    if (gold < 0 || gold >= options.size()) {
      throw InputException.of(
          "%s: column \"%s\" must say which of %d choices is right, by its number from 0, its letter or its text, but is \"%s\".",
          row.place(), keys.gold(), options.size(), text);
    }
    return gold;
  }

  private List<Row> rows(String file) {
    try (Records records = Records.open(home.resolve(file))) {
      return LongStream.range(0, records.size()).mapToObj(records::row).toList();
    }
  }
}
