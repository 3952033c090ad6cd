package dev.mneme.app.razor;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.evaluation.LoadedModel;
import dev.mneme.app.evaluation.Manner;
import dev.mneme.app.language.ModelSource;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import dev.mneme.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Right answers in the base's own words, by rejection.
 *
 * <pre>  q(y|x) ∝ π0(y|x) · 1[y right] = argmin_q KL(q ‖ π0) over right q </pre>
 *
 * The first right one of a few draws at temperature 1 is a draw of q. Problems without any are left
 * out, so the rows are those that the base can solve. What it took is kept beside them: it is part
 * of what learning from them costs.
 */
final class OwnAnswers {

  /** Rows without which there is nothing to learn. */
  private static final int FEWEST = 10;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path base;
  private final long seed;
  private final int most;
  private final Terminal terminal;

  /**
   * @param seed of the world whose problems are answered
   * @param most draws of an answer to a problem
   */
  OwnAnswers(Path base, long seed, int most, Terminal terminal) {
    this.base = base;
    this.seed = seed;
    this.most = most;
    this.terminal = terminal;
  }

  /**
   * What drawing them took.
   *
   * @param problems that were tried
   * @param draws of an answer, right or wrong
   */
  record Cost(int problems, long draws, double seconds) {

    /** Where it is kept, beside the rows. */
    static Path beside(Path rows) {
      String name = rows.getFileName().toString();
      return rows.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".json");
    }

    /**
     * Of rows that were written.
     *
     * @throws InputException in one line, if the file is damaged
     */
    static Cost of(Path rows) {
      Path file = beside(rows);
      try {
        return JSON.readValue(file.toFile(), Cost.class);
      } catch (JacksonException damaged) {
        throw new InputException(
            "%s does not say what drawing %s took. Delete it, and the answers are drawn again."
                .formatted(file, rows),
            damaged);
      }
    }
  }

  /**
   * Draws and writes rows of prompt and completion, in the order of the problems, and what they
   * took.
   *
   * @throws InputException if the base answers next to none of them rightly
   */
  void write(DurableFiles files, Path file, Course course, int count) {
    List<Problem> problems = course.upTo(Split.TRAIN, seed, count);
    Map<Integer, String> right = new TreeMap<>();
    long draws = 0;
    long start = System.nanoTime();
    EvaluatedModel model = new EvaluatedModel("base", ModelSource.in(base), null);
    try (LoadedModel loaded = LoadedModel.of(model, ElementType.F32, true);
        Progress progress =
            Progress.start(terminal, course.name() + ": own right answers", "rounds", most)) {
      for (int attempt = 0; attempt < most && right.size() < problems.size(); attempt++) {
        draws += problems.size() - right.size();
        draw(loaded, course.domain().verifier(), problems, attempt, right);
        progress.step("%d of %d".formatted(right.size(), problems.size()));
      }
    }
    if (right.size() < FEWEST) {
      throw new InputException(
          "%s answers %d of %d problems of %s rightly in %d tries each, too few to learn from. Leave oracle-sft out with --methods, or choose a better --base."
              .formatted(base, right.size(), problems.size(), course.name(), most));
    }
    List<String> lines = new ArrayList<>();
    right.forEach((place, answer) -> {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("prompt", problems.get(place).prompt());
      row.put("completion", answer);
      lines.add(JSON.writeValueAsString(row));
    });
    Cost cost = new Cost(problems.size(), draws, (System.nanoTime() - start) / 1e9);
    files.write(file, String.join("\n", lines) + "\n");
    files.write(Cost.beside(file), JSON.writeValueAsString(cost) + "\n");
  }

  private static void draw(
      LoadedModel model,
      TextVerifier verifier,
      List<Problem> problems,
      int attempt,
      Map<Integer, String> right) {
    List<Item.Prompt> unsolved = new ArrayList<>();
    for (int place = 0; place < problems.size(); place++) {
      if (!right.containsKey(place)) {
        Problem problem = problems.get(place);
        unsolved.add(
            new Item.Prompt(
                String.valueOf(place),
                "",
                "",
                problem.prompt(),
                List.of(),
                RazorRecipes.LONGEST,
                problem.columns()));
      }
    }
    model
        .examiner(new Manner(1, attempt, 0))
        .ask(
            unsolved,
            (item, answer) -> {
              int place = Integer.parseInt(item.id());
              if (answer instanceof Answer.Response written
                  && written.stopped()
                  && verifier.reward(written.text(), problems.get(place).columns()) == 1) {
                right.put(place, written.text());
              }
              if (Thread.interrupted()) {
                throw new CancellationException("interrupted");
              }
            });
  }
}
