package dev.mneme.app.budget;

import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.StudyBase;
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

  private final Path folder;
  private final BudgetPlan plan;
  private final World world = World.create();
  private final DurableFiles files = new DurableFiles(Disk.real());

  BudgetFiles(Path folder, BudgetPlan plan) {
    this.folder = folder;
    this.plan = plan;
  }

  Path problems(String task) {
    return folder.resolve("data").resolve("%s-%d.jsonl".formatted(task, plan.problems()));
  }

  Path suite() {
    return folder.resolve("suite.yaml");
  }

  /** The suite of prior tasks. */
  Path prior() {
    return folder.resolve("prior.yaml");
  }

  Path sweep() {
    return folder.resolve("sweep.yaml");
  }

  Path trials() {
    return folder.resolve("trials");
  }

  Path baseAnswers() {
    return folder.resolve("base");
  }

  /** What the base answers to prior items. */
  Path basePrior() {
    return baseAnswers().resolve("prior");
  }

  private Path recipe(String group) {
    return folder.resolve("recipes").resolve(group + ".yaml");
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
    files.makeFolder(folder);
    new StudyBase(base).claim(folder, files);
    files.makeFolder(folder.resolve("data"));
    files.makeFolder(folder.resolve("recipes"));
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
          files.write(recipe(group), recipes.of(method, way, task));
          groups.append(
              StudySweep.group(
                  group, recipe(group), "", BudgetPlan.key(way), plan.values(way, method)));
        }
      }
    }
    files.write(suite(), suiteText());
    files.write(prior(), priorText());
    files.write(
        sweep(),
        new StudySweep(suite(), ALSO, plan.items(), 2, 1, 0)
            .of(sweep(), trials(), groups.toString(), plan.each()));
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
      String rows = "data/prior-%s-%d.jsonl".formatted(course.name(), plan.prior());
      if (!Files.exists(folder.resolve(rows))) {
        WorldFolder.exam(files, folder.resolve(rows), course, plan.prior());
      }
      text.append(
          """
            - name: prior-%s
              file: %s
              prompt: "{prompt}"
          """
              .formatted(course.name(), rows));
      text.append(
          course.choice()
              ? "    choices: [\"{ways}\"]\n    gold: right\n"
              : "    reward: [{kind: lab, course: %s}]\n    max-tokens: %d\n"
                  .formatted(course.name(), WorldBenchmarks.MOST_TOKENS));
    }
    return text.toString();
  }
}
