package dev.mneme.app.recap;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.Train;
import dev.mneme.app.study.Given;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.InputException;
import dev.mneme.lab.recap.RecapMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme reproduce recap}: RECAP on a language model of the small world. */
@Command(
    name = "recap",
    description = {
      "RECAP (arXiv 2510.21978) on the small world.",
      "A base model learns a new task by five objectives at once, two formats, overlap, accuracy and the next token of general",
      "text, weighed against each other in twelve ways; every claim of the paper is told to hold here or not. See",
      "docs/reference/recap.md."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce recap --quick             four methods on one task, one seed: about an hour",
      "  mneme reproduce recap --seeds 5           everything: days on two cores",
      "  mneme reproduce recap --methods recap,uniform,reasoning-only --tasks maths --rates 1 --seeds 5",
      "  mneme reproduce recap --first-seed 3 --seeds 2 --join other/points.csv    with seeds of another machine",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceRecap implements Callable<Integer> {

  private static final int USUAL_SEEDS = 3;

  @Option(names = "--quick", description = "one seed, fewer methods, tasks, rates, steps and items")
  private boolean quick;

  @Option(
      names = "--tasks",
      paramLabel = "TASK",
      split = ",",
      description = "new tasks: maths, calls (default: both; maths with --quick)")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--methods",
      paramLabel = "METHOD",
      split = ",",
      description = "recap and others; their names are in docs/reference/recap.md")
  private List<String> methods = new ArrayList<>();

  @Option(
      names = "--rates",
      paramLabel = "N",
      description = "learning rates, the same for each method (default: 3; 1 with --quick)")
  private @Nullable Integer rates;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "of each run (default: 120; 60 with --quick)")
  private @Nullable Integer steps;

  @Mixin private WorldOptions study = new WorldOptions();

  private final Terminal terminal;

  public ReproduceRecap(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    RecapPlan plan = plan();
    study.require();
    Train.use(study.threads());
    WorldOptions.Places places = study.places(quick ? "recap-quick" : "recap");
    new RecapStudy(terminal, plan, places, new SweepRun.Workers(study.workers(), study.threads()))
        .run(command(plan));
    return ExitCode.OK;
  }

  private RecapPlan plan() {
    int seeds = study.seeds(quick ? 1 : USUAL_SEEDS);
    RecapPlan usual = quick ? RecapPlan.quick(seeds) : RecapPlan.full(seeds);
    List<RecapMethod> chosen =
        Given.named(
            "--methods",
            methods,
            Arrays.stream(RecapMethod.values()).map(RecapMethod::id).toList(),
            RecapMethod::of,
            usual.methods());
    boolean compared = chosen.contains(RecapMethod.RECAP) && chosen.size() >= 2;
    if (!compared && study.joined().isEmpty()) {
      throw new InputException(
          "--methods must name recap and at least one other, or --join a study that has it: all are compared with it.");
    }
    return new RecapPlan(
        Given.named(
            "--tasks",
            tasks,
            RecapRewards.tasks(),
            name -> Optional.of(name).filter(RecapRewards.tasks()::contains),
            usual.tasks()),
        chosen,
        Given.count("--rates", 1, rates, usual.rates()),
        study.firstSeed(),
        seeds,
        Given.count("--steps", 1, steps, usual.steps()),
        study.problems(usual.problems()),
        study.items(usual.items()),
        study.drift(usual.drift()));
  }

  /** What gives the same findings again. */
  private String command(RecapPlan plan) {
    return "./mneme reproduce recap --base %s --tasks %s --methods %s --rates %d --first-seed %d --seeds %d --steps %d --problems %d --items %d --drift-samples %d%s%s"
        .formatted(
            study.base(),
            String.join(",", plan.tasks()),
            String.join(",", plan.methods().stream().map(RecapMethod::id).toList()),
            plan.rates(),
            plan.firstSeed(),
            plan.seeds(),
            plan.steps(),
            plan.problems(),
            plan.items(),
            plan.drift(),
            quick ? " --quick" : "",
            study.joined());
  }
}
