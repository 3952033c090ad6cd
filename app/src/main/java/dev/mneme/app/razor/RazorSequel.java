package dev.mneme.app.razor;

import dev.mneme.app.study.StudySweep;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.lab.razor.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods that begin where others have ended: averages of the base with the SFT model of a seed
 * that learnt a task best (WiSE-FT), and on-policy distillation from the GRPO model that did. Their
 * seconds count those of the model that they begin with.
 */
final class RazorSequel {

  private final RazorFiles files;
  private final RazorPlan plan;
  private final RazorRecipes recipes;
  private final DurableFiles disk = new DurableFiles(Disk.real());

  RazorSequel(RazorFiles files, RazorPlan plan, Path base) {
    this.files = files;
    this.plan = plan;
    this.recipes = new RazorRecipes(base, files, plan);
  }

  /**
   * The sweep of one seed.
   *
   * @param seconds by group, that the models took which it begins with
   */
  record Part(Path sweep, Path trials, Map<String, Double> seconds) {}

  /**
   * Writes recipes and a sweep for each seed.
   *
   * @param points of the trials that began at the base
   * @return none where no method is of this kind, or nothing was learnt to begin with
   */
  List<Part> write(List<RazorPoint> points) {
    List<Part> parts = new ArrayList<>();
    for (long seed : plan.each()) {
      StringBuilder groups = new StringBuilder();
      Map<String, Double> seconds = new LinkedHashMap<>();
      for (String task : plan.tasks()) {
        for (RazorMethod method : plan.second()) {
          Optional<RazorPoint> start =
              method.source().flatMap(source -> Settings.best(points, task, seed, source));
          if (start.isPresent()) {
            groups.append(group(method, task, seed, start.get()));
            seconds.put(RazorFiles.group(method, task), start.get().seconds());
          }
        }
      }
      if (!groups.isEmpty()) {
        Path sweep = files.sequel(seed);
        Path trials = files.sequelTrials(seed);
        disk.write(sweep, files.sweep(sweep, trials, groups.toString(), List.of(seed)));
        parts.add(new Part(sweep, trials, seconds));
      }
    }
    return parts;
  }

  private String group(RazorMethod method, String task, long seed, RazorPoint start) {
    Path model = files.folder().trials().resolve(start.run()).resolve("model");
    Path recipe = files.folder().recipe("%s-%d".formatted(RazorFiles.group(method, task), seed));
    boolean distilled = method == RazorMethod.GKD;
    disk.write(recipe, distilled ? recipes.distilled(task, model) : recipes.averaged(model));
    return StudySweep.group(
        RazorFiles.group(method, task),
        recipe,
        RazorFiles.benchmark(task),
        distilled ? "tuning.learning-rate" : "average.share",
        distilled ? plan.rates(RazorRecipes.rate(method)) : plan.shares());
  }
}
