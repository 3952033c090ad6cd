package dev.mneme.app.evaluation;

import dev.mneme.app.language.ModelSource;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a model answered to items, in a folder that many runs with that model share. There is one
 * file for all that is asked at once, whole or not there, as the last bits of an answer may depend
 * on what is asked beside it: a run decides the same whether it asks or remembers.
 */
public final class Remembered implements PriorTasks.Asking {

  private static final int NAME = 32;

  private final Path folder;
  private final Question.Asked asked;
  private final PriorTasks.Asking model;
  private final DurableFiles files = new DurableFiles(Disk.real());

  private Remembered(Path folder, Question.Asked asked, PriorTasks.Asking model) {
    this.folder = folder;
    this.asked = asked;
    this.model = model;
  }

  /**
   * @param folder of the answers of all models; made when there is one to keep
   * @param source of the model, whose files are read to tell it from others
   * @param chat whether it is asked as a user
   * @param model asked where nothing is known
   */
  public static Remembered in(
      Path folder,
      ModelSource source,
      ElementType precision,
      boolean chat,
      PriorTasks.Asking model) {
    String fingerprint = new EvaluatedModel("model", source, null).fingerprint();
    return new Remembered(
        folder, new Question.Asked(fingerprint, precision, chat, Manner.USUAL), model);
  }

  /**
   * @throws InputException in one line, if what is kept is damaged
   */
  @Override
  public Map<String, Answer> answers(List<Item> items) {
    List<Question> questions = items.stream().map(asked::question).toList();
    Path file = file(questions);
    if (Files.exists(file)) {
      return byId(questions, AnswerLines.read(file), file);
    }
    Map<String, Answer> answers = model.answers(items);
    keep(
        file,
        questions.stream()
            .map(question -> line(question, answers))
            .collect(Collectors.joining("\n", "", "\n")));
    return answers;
  }

  /** Others may be keeping the same at this moment: each writes a file of its own first. */
  private void keep(Path file, String lines) {
    files.makeFolder(folder);
    Path own =
        file.resolveSibling(
            "%s-%d-%d"
                .formatted(
                    file.getFileName(),
                    ProcessHandle.current().pid(),
                    Thread.currentThread().threadId()));
    files.write(own, lines);
    files.move(own, file);
  }

  /** Native threads are another order of summation, and other last bits. */
  private Path file(List<Question> questions) {
    String all =
        questions.stream().map(Question::key).collect(Collectors.joining("\n"))
            + "\nthreads "
            + Threads.inUse();
    return folder.resolve(Sha256.of(all).substring(0, NAME) + ".jsonl");
  }

  private static Map<String, Answer> byId(
      List<Question> questions, Map<String, Answer> known, Path file) {
    Map<String, Answer> answers = new HashMap<>();
    for (Question question : questions) {
      Answer answer = known.get(question.key());
      if (answer == null) {
        throw InputException.of(
            "%s: an answer is missing. The file is damaged; delete it, and what it held is asked again.",
            file);
      }
      answers.put(question.item().id(), answer);
    }
    return answers;
  }

  private static String line(Question question, Map<String, Answer> answers) {
    String id = question.item().id();
    return AnswerLines.line(
        question.key(),
        new ItemResult(id, "", Objects.requireNonNull(answers.get(id)), Map.of(), ""));
  }
}
