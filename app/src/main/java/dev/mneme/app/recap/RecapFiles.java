package dev.mneme.app.recap;

import static dev.mneme.app.study.StudySweep.quoted;

import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.StudyFolder;
import dev.mneme.app.study.StudySweep;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Split;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import dev.mneme.lab.world.whole.WorldFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder of a study.
 *
 * <pre>
 *   base.sha256           which model it starts from
 *   data/TASK-N.jsonl     N problems to learn from
 *   data/TASK-test.jsonl  those that models are asked
 *   data/texts.jsonl      general text: what the base was pretrained on
 *   data/answers.jsonl    prior problems with right answers, likewise
 *   recipes/TASK.METHOD.yaml
 *   suite.yaml            what models are asked: the prior tasks, and the new ones with all rewards
 *   sweep.yaml            all trials; they are kept in trials/
 *   base/                 what the base answers
 * </pre>
 */
final class RecapFiles {

  private static final long WORLD_SEED = 0;
  private static final int GENERAL_ROWS = 2000;
  private static final int TEST_PROBLEMS = 1000;

  private final StudyFolder folder;
  private final RecapPlan plan;
  private final World world = World.create();
  private final DurableFiles files = new DurableFiles(Disk.real());

  RecapFiles(Path folder, RecapPlan plan) {
    this.folder = new StudyFolder(folder);
    this.plan = plan;
  }

  /** What it has in common with other studies. */
  StudyFolder folder() {
    return folder;
  }

  Path problems(String task) {
    return folder.rows("%s-%d".formatted(task, plan.problems()));
  }

  Path texts() {
    return folder.rows("texts");
  }

  Path answers() {
    return folder.rows("answers");
  }

  Path recipe(RecapMethod method, String task) {
    return folder.recipe(group(method, task));
  }

  /** The name of a group of trials. */
  static String group(RecapMethod method, String task) {
    return task + "." + method.id();
  }

  /** What a new task is called in the suite. */
  static String asked(String task) {
    return "new-" + task;
  }

  /**
   * Draws the data and writes recipes, suite and sweep.
   *
   * @throws InputException in one line, if the folder holds a study of another base
   */
  void write(Path base) {
    folder.make(base, files);
    WorldFolder general = new WorldFolder(world, WORLD_SEED);
    if (!Files.exists(texts())) {
      general.texts(files, texts(), GENERAL_ROWS);
    }
    if (!Files.exists(answers())) {
      general.answers(files, answers(), GENERAL_ROWS);
    }
    plan.tasks().forEach(this::draw);
    RecapRecipes recipes = new RecapRecipes(base, this, plan);
    StringBuilder groups = new StringBuilder();
    for (String task : plan.tasks()) {
      for (RecapMethod method : plan.methods()) {
        files.write(recipe(method, task), recipes.of(method, task));
        groups.append(
            StudySweep.group(
                group(method, task),
                recipe(method, task),
                WorldBenchmarks.PREFIX + task,
                "tuning.learning-rate",
                plan.learningRates()));
      }
    }
    files.write(folder.suite(), suiteText());
    files.write(
        folder.sweep(),
        new StudySweep(
                folder.suite(),
                StudySweep.FORWARD_KL,
                plan.items(),
                plan.drift(),
                RecapRecipes.LONGEST,
                0)
            .of(folder.sweep(), folder.trials(), groups.toString(), plan.each()));
  }

  private void draw(String task) {
    Course course = world.course(task);
    RecapRows rows = new RecapRows(WORLD_SEED);
    if (!Files.exists(problems(task))) {
      rows.write(files, problems(task), course, Split.TRAIN, plan.problems());
    }
    if (!Files.exists(folder.rows(task + "-test"))) {
      rows.write(files, folder.rows(task + "-test"), course, Split.TEST, TEST_PROBLEMS);
    }
  }

  private String suiteText() {
    StringBuilder suite = new StringBuilder(400);
    suite.append("description: what must be kept, and what is learnt\ntasks:\n");
    LabPrior.names().forEach(name -> suite.append("  - name: ").append(name).append('\n'));
    for (String task : plan.tasks()) {
      suite
          .append(
              """
                - name: %s
                  file: %s
                  prompt: "{prompt}"
                  max-tokens: %d
                  reward:
              """
                  .formatted(
                      asked(task),
                      quoted(Path.of("data", task + "-test.jsonl")),
                      RecapRecipes.LONGEST))
          .append(new RecapRewards(task).of(Map.of(Aim.ACCURACY, 1.0), "      "))
          .append(RecapRewards.brevity("      "));
    }
    return suite.toString();
  }
}
