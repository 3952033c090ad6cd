package dev.mneme.app.razor;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.StudyFolder;
import dev.mneme.app.study.StudySweep;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import dev.mneme.lab.world.whole.WorldFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of a study.
 *
 * <pre>
 *   base.sha256           which model it starts from
 *   data/TASK-N.jsonl     N problems with the answers of an outside teacher, right and wrong
 *   data/TASK-N-own-D.jsonl right answers of the base's own to the same problems, of at most D draws
 *   data/TASK-N-own-D.json  what drawing them took
 *   recipes/TASK.METHOD.yaml
 *   suite.yaml            what models are asked: the prior tasks, and the new ones
 *   sweep.yaml            all trials that begin at the base; they are kept in trials/
 *   sequel-SEED.yaml      those that begin where others have ended; kept in sequel-SEED/
 *   base/                 what the base answers
 * </pre>
 */
final class RazorFiles {

  private static final long WORLD_SEED = 0;

  private final StudyFolder folder;
  private final RazorPlan plan;
  private final World world = World.create();
  private final DurableFiles files = new DurableFiles(Disk.real());

  RazorFiles(Path folder, RazorPlan plan) {
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

  Path own(String task) {
    return folder.rows("%s-%d-own-%d".formatted(task, plan.problems(), plan.draws()));
  }

  /** The sweep of what begins where the trials of a seed have ended. */
  Path sequel(long seed) {
    return folder.path().resolve("sequel-%d.yaml".formatted(seed));
  }

  Path sequelTrials(long seed) {
    return folder.path().resolve("sequel-" + seed);
  }

  /** The name of a group of trials. */
  static String group(RazorMethod method, String task) {
    return task + "." + method.id();
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
  void write(Path base, Terminal terminal) {
    folder.make(base, files);
    for (String task : plan.tasks()) {
      Course course = world.course(task);
      if (!Files.exists(problems(task))) {
        new WorldFolder(world, WORLD_SEED).problems(files, problems(task), course, plan.problems());
      }
      if (plan.methods().contains(RazorMethod.ORACLE_SFT)
          && !Files.exists(OwnAnswers.Cost.beside(own(task)))) {
        new OwnAnswers(base, WORLD_SEED, plan.draws(), terminal)
            .write(files, own(task), course, plan.problems());
      }
    }
    RazorRecipes recipes = new RazorRecipes(base, this, plan);
    each((method, task) ->
        files.write(folder.recipe(group(method, task)), recipes.of(method, task)));
    files.write(folder.suite(), suiteText());
    files.write(folder.sweep(), sweepText());
  }

  /** Seconds by group that came before its training: of drawing the base's own answers. */
  Map<String, Double> beforehand() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (plan.methods().contains(RazorMethod.ORACLE_SFT)) {
      plan.tasks()
          .forEach(task ->
              seconds.put(
                  group(RazorMethod.ORACLE_SFT, task), OwnAnswers.Cost.of(own(task)).seconds()));
    }
    return seconds;
  }

  private interface Each {
    void of(RazorMethod method, String task);
  }

  private void each(Each each) {
    plan.tasks().forEach(task -> plan.first().forEach(method -> each.of(method, task)));
  }

  private String suiteText() {
    return Stream.concat(
            LabPrior.names().stream(), plan.tasks().stream().map(RazorFiles::benchmark))
        .map("  - name: %s\n"::formatted)
        .collect(
            Collectors.joining(
                "", "description: what must be kept, and what is learnt\ntasks:\n", ""));
  }

  private String sweepText() {
    StringBuilder groups = new StringBuilder();
    each((method, task) ->
        groups.append(
            StudySweep.group(
                group(method, task),
                folder.recipe(group(method, task)),
                benchmark(task),
                "tuning.learning-rate",
                plan.rates(RazorRecipes.rate(method)))));
    return sweep(folder.sweep(), folder.trials(), groups.toString(), plan.each());
  }

  /**
   * A whole sweep.
   *
   * @param groups as {@link StudySweep#group} writes them
   */
  String sweep(Path file, Path trials, String groups, List<Long> seeds) {
    return new StudySweep(
            folder.suite(),
            StudySweep.FORWARD_KL,
            plan.items(),
            plan.drift(),
            RazorRecipes.LONGEST,
            plan.fisher())
        .of(file, trials, groups, seeds);
  }
}
