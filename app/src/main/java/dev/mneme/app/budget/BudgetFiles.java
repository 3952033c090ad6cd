package dev.mneme.app.budget;

import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.StudyFolder;
import dev.mneme.app.study.StudySweep;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.Way;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import dev.mneme.lab.world.whole.WorldFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The folder of a study.
 *
 * <pre>
 *   base.sha256           which model it starts from
 *   data/TASK-N.jsonl     N problems with right answers
 *   data/prior-TASK-N.jsonl   N items of a prior task, that nothing is trained on
 *   prior.yaml            the suite of the prior tasks, which runs ask themselves
 *   recipes/TASK.METHOD.WAY.yaml
 *   suite.yaml            what models are asked beside it: the new tasks
 *   sweep.yaml            all trials; they are kept in trials/
 *   base/                 what the base answers, prior/ in it for all runs
 * </pre>
 */
final class BudgetFiles {

  private static final long WORLD_SEED = 0;

  /** What runs measure at their end. */
  private static final List<String> ALSO = List.of("budget.check.forgetting", "budget.check.kl");

  private final StudyFolder folder;
  private final BudgetPlan plan;
  private final World world = World.create();
  private final DurableFiles files = new DurableFiles(Disk.real());

  BudgetFiles(Path folder, BudgetPlan plan) {
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

  /** The suite of prior tasks. */
  Path prior() {
    return folder.path().resolve("prior.yaml");
  }

  /** What the base answers to prior items. */
  Path basePrior() {
    return folder.baseAnswers().resolve("prior");
  }

  /** The name of a group of trials. */
  static String group(BudgetMethod method, Way way, String task) {
    return "%s.%s.%s".formatted(task, method.id(), way.id());
  }

  /** The benchmark of a course. */
  static String benchmark(String task) {
    return WorldBenchmarks.PREFIX + task;
  }

  /**
   * Draws the data and writes recipes, suite and sweep.
   *
   * @throws InputException in one line, if the folder holds a study of another base
   */
  void write(Path base) {
    folder.make(base, files);
    BudgetRecipes recipes = new BudgetRecipes(base, this, plan);
    StringBuilder groups = new StringBuilder();
    for (String task : plan.tasks()) {
      if (!Files.exists(problems(task))) {
        new WorldFolder(world, WORLD_SEED)
            .problems(files, problems(task), world.course(task), plan.problems());
      }
      for (BudgetMethod method : plan.methods()) {
        for (Way way : plan.ways()) {
          String group = group(method, way, task);
          files.write(folder.recipe(group), recipes.of(method, way, task));
          groups.append(
              StudySweep.group(
                  group,
                  folder.recipe(group),
                  "",
                  BudgetPlan.key(way),
                  plan.values(way, method, task)));
        }
      }
    }
    files.write(folder.suite(), suiteText());
    files.write(prior(), priorText());
    files.write(
        folder.sweep(),
        new StudySweep(folder.suite(), ALSO, plan.items(), 2, 1, 0)
            .of(folder.sweep(), folder.trials(), groups.toString(), plan.each()));
  }

  private String suiteText() {
    return plan.tasks().stream()
        .map(task -> "  - name: %s\n".formatted(benchmark(task)))
        .collect(Collectors.joining("", "description: what is learnt\ntasks:\n", ""));
  }

  /** The tasks of {@code lab-prior} with more items than its benchmarks have. */
  private String priorText() {
    StringBuilder text = new StringBuilder("description: what is to be kept\ntasks:\n");
    for (String benchmark : LabPrior.names()) {
      Course course = world.course(benchmark.substring(WorldBenchmarks.PREFIX.length()));
      Path rows = folder.rows("prior-%s-%d".formatted(course.name(), plan.prior()));
      if (!Files.exists(rows)) {
        WorldFolder.exam(files, rows, course, plan.prior());
      }
      text.append(
          """
            - name: prior-%s
              file: %s
              prompt: "{prompt}"
          """
              .formatted(course.name(), folder.path().relativize(rows)));
      text.append(
          course.choice()
              ? "    choices: [\"{ways}\"]\n    gold: right\n"
              : "    reward: [{kind: lab, course: %s}]\n    max-tokens: %d\n"
                  .formatted(course.name(), WorldBenchmarks.MOST_TOKENS));
    }
    return text.toString();
  }
}
