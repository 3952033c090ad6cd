package dev.mneme.app.budget;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.Train;
import dev.mneme.app.study.Given;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.InputException;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme reproduce budget}: whether budgets of forgetting are kept, and at what price. */
@Command(
    name = "budget",
    description = {
      "Whether Mneme's budgets of forgetting are kept on the small world, and what they cost in learning.",
      "A base model learns new tasks by imitation, by reward and by both, with budgets by the law, by early stopping, with fixed",
      "KL weights and without any; all are measured on the same held-out items. See docs/reference/budget-study.md."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce budget --quick            two methods on one task, two budgets, one seed",
      "  mneme reproduce budget --seeds 3          everything: days on two cores",
      "  mneme reproduce budget --tasks maths --methods sft --budgets 1,5 --seeds 5",
      "  mneme reproduce budget --tasks maths --ways free,law --seeds 5        the law alone, and what it is held against",
      "  mneme reproduce budget --first-seed 3 --seeds 2 --join other/points.csv    with seeds of another machine",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceBudget implements Callable<Integer> {

  private static final int USUAL_SEEDS = 3;

  @Option(
      names = "--quick",
      description = "one seed, one task, fewer methods, budgets, steps and items")
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
      description = "sft, grpo, hybrid (default: all; sft and grpo with --quick)")
  private List<String> methods = new ArrayList<>();

  @Option(
      names = "--ways",
      paramLabel = "WAY",
      split = ",",
      description = "free, fixed, probes, law (default: all)")
  private List<String> ways = new ArrayList<>();

  @Option(
      names = "--budgets",
      paramLabel = "POINTS",
      split = ",",
      description = "what may be forgotten (default: 0.5, 1, 2 and 5; 1 and 5 with --quick)")
  private List<Double> budgets = new ArrayList<>();

  @Option(
      names = "--rates",
      paramLabel = "N",
      description =
          "learning rates of each method without a constraint (default: 3; 2 with --quick)")
  private @Nullable Integer rates;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "steps of what imitates; what learns from rewards takes a quarter (default: 240; 120"
              + " with --quick)")
  private @Nullable Integer steps;

  @Option(
      names = "--prior-items",
      paramLabel = "N",
      description =
          "items of each prior task, at most: half for probes, half held out (default: 1400; 300"
              + " with --quick)")
  private @Nullable Integer prior;

  @Option(
      names = "--probe-items",
      paramLabel = "N",
      description =
          "items of prior tasks that each probe on the way asks, of all tasks together (default:"
              + " 560; 256 with --quick)")
  private @Nullable Integer probed;

  @Option(
      names = "--check-items",
      paramLabel = "N",
      description =
          "items that the last probe asks, and held-out ones that the check at the end asks, 0"
              + " for all (default: 0; 512 with --quick)")
  private @Nullable Integer checked;

  @Mixin private WorldOptions study = new WorldOptions();

  private final Terminal terminal;

  public ReproduceBudget(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    BudgetPlan plan = plan();
    study.require();
    Train.use(study.threads());
    WorldOptions.Places places = study.places(quick ? "budget-quick" : "budget");
    new BudgetStudy(terminal, plan, places, new SweepRun.Workers(study.workers(), study.threads()))
        .run(command(plan));
    return ExitCode.OK;
  }

  private BudgetPlan plan() {
    int seeds = study.seeds(quick ? 1 : USUAL_SEEDS);
    BudgetPlan usual = quick ? BudgetPlan.quick(seeds) : BudgetPlan.full(seeds);
    return new BudgetPlan(
        Given.named(
            "--tasks",
            tasks,
            BudgetPlan.TASKS,
            name -> Optional.of(name).filter(BudgetPlan.TASKS::contains),
            usual.tasks()),
        Given.named(
            "--methods",
            methods,
            Arrays.stream(BudgetMethod.values()).map(BudgetMethod::id).toList(),
            BudgetMethod::of,
            usual.methods()),
        Given.named(
            "--ways",
            ways,
            Arrays.stream(Way.values()).map(Way::id).toList(),
            Way::of,
            usual.ways()),
        budgets(usual.budgets()),
        Given.count("--rates", 1, rates, usual.rates()),
        study.firstSeed(),
        seeds,
        Given.count("--steps", 1, steps, usual.steps()),
        study.problems(usual.problems()),
        study.items(usual.items()),
        study.drift(usual.drift()),
        Given.count("--prior-items", 4, prior, usual.prior()),
        Given.count("--probe-items", 1, probed, usual.probed()),
        Given.count("--check-items", 0, checked, usual.checked()));
  }

  /** Tenths of a point, as they are written in recipes. */
  private List<Double> budgets(List<Double> usual) {
    for (double each : budgets) {
      if (!(each >= 0.1 && each <= 100) || Math.rint(10 * each) != 10 * each) {
        throw new InputException(
            "--budgets must be points in tenths between 0.1 and 100, was %s.".formatted(each));
      }
    }
    return budgets.isEmpty() ? usual : List.copyOf(new TreeSet<>(budgets));
  }

  /** What gives the same findings again. */
  private String command(BudgetPlan plan) {
    return "./mneme reproduce budget --base %s --tasks %s --methods %s --ways %s --budgets %s --rates %d --first-seed %d --seeds %d --steps %d --problems %d --items %d --drift-samples %d --prior-items %d --probe-items %d --check-items %d%s%s"
        .formatted(
            study.base(),
            String.join(",", plan.tasks()),
            String.join(",", plan.methods().stream().map(BudgetMethod::id).toList()),
            String.join(",", plan.ways().stream().map(Way::id).toList()),
            plan.budgets().stream().map(String::valueOf).collect(Collectors.joining(",")),
            plan.rates(),
            plan.firstSeed(),
            plan.seeds(),
            plan.steps(),
            plan.problems(),
            plan.items(),
            plan.drift(),
            plan.prior(),
            plan.probed(),
            plan.checked(),
            quick ? " --quick" : "",
            study.joined());
  }
}
