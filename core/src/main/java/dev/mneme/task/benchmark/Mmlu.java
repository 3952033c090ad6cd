package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * MMLU: multiple choice in 57 subjects (Hendrycks et al., arXiv 2009.03300), with the first
 * examples of each subject's {@code dev} split shown before each question. Prompt, metric and
 * groups are those of lm-evaluation-harness's group {@code mmlu}, version 2: what counts is how
 * likely each letter is.
 *
 * <p>Source of the data: one CSV file a subject in {@code dev} and {@code test}, which do not name
 * their columns.
 */
final class Mmlu {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://github.com/hendrycks/test",
          "MIT",
          "dev/SUBJECT_dev.csv and test/SUBJECT_test.csv, perhaps with .gz");

  private static final List<String> LETTERS = List.of("A", "B", "C", "D");
  private static final List<String> COLUMNS = List.of("question", "A", "B", "C", "D", "answer");

  private Mmlu() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "mmlu",
        "multiple choice in 57 subjects",
        ORIGIN,
        5,
        Mmlu::read,
        new Benchmark.Scoring.ByLikelihood(List.of(ChoiceMetric.ACCURACY)));
  }

  private static List<Item> read(Path path, int shots) {
    Folder folder = new Folder(path, ORIGIN);
    Map<String, Path> test = bySubject(folder.below("test"), "_test.csv");
    Map<String, Path> dev = shots > 0 ? bySubject(folder.below("dev"), "_dev.csv") : Map.of();
    List<Item> items = new ArrayList<>();
    for (Map.Entry<String, Path> entry : test.entrySet()) {
      String subject = entry.getKey();
      String group = MmluSubject.all().get(subject);
      String shown = shots > 0 ? shown(folder, subject, dev, shots) : "";
      String before =
          "The following are multiple choice questions (with answers) about "
              + subject.replace('_', ' ')
              + ".\n\n"
              + shown;
      int number = 0;
      for (Row row : Folder.all(Records.withNames(entry.getValue(), COLUMNS))) {
        Fields fields = new Fields(row);
        String context = before + question(fields);
        List<Item.Option> options =
            LETTERS.stream().map(letter -> new Item.Option(context, " " + letter, letter)).toList();
        items.add(
            Item.Choice.of(
                subject + "/" + number++, group + "/" + subject, options, answer(fields)));
      }
    }
    return items;
  }

  /** Files by the subject their names begin with. */
  private static Map<String, Path> bySubject(Folder folder, String ending) {
    Map<String, Path> files = new TreeMap<>();
    for (Path file : folder.files(ending)) {
      String name = file.getFileName().toString();
      String subject = name.substring(0, name.indexOf(ending));
      if (!MmluSubject.all().containsKey(subject)) {
        throw InputException.of("%s: %s is not a subject of MMLU. Remove the file.", file, subject);
      }
      files.put(subject, file);
    }
    return files;
  }

  private static String shown(Folder folder, String subject, Map<String, Path> dev, int shots) {
    Path file = dev.get(subject);
    if (file == null) {
      throw InputException.of(
          "%s: there is no dev/%s_dev.csv with the examples to be shown. Get it from %s.",
          folder.path(), subject, ORIGIN.source());
    }
    List<Row> rows = Folder.all(Records.withNames(file, COLUMNS));
    if (rows.size() < shots) {
      throw InputException.of(
          "%s: %d examples are to be shown, but there are %d. Ask for fewer.",
          file, shots, rows.size());
    }
    StringBuilder shown = new StringBuilder();
    for (Row row : rows.subList(0, shots)) {
      Fields fields = new Fields(row);
      shown.append(question(fields)).append(' ').append(LETTERS.get(answer(fields))).append("\n\n");
    }
    return shown.toString();
  }

  private static String question(Fields fields) {
    StringBuilder text = new StringBuilder(PythonText.strip(fields.text("question")));
    for (String letter : LETTERS) {
      text.append('\n').append(letter).append(". ").append(fields.textOrEmpty(letter));
    }
    return text.append("\nAnswer:").toString();
  }

  private static int answer(Fields fields) {
    return IntStream.range(0, LETTERS.size())
        .filter(i -> LETTERS.get(i).equals(fields.textOrEmpty("answer")))
        .findFirst()
        .orElseThrow(() -> fields.wrong("answer", "must be A, B, C or D"));
  }
}
