package dev.mneme.app.razor;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.Train;
import dev.mneme.app.study.Given;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.InputException;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.whole.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme reproduce razor-lm}: RL's Razor on a language model of the small world. */
@Command(
    name = "razor-lm",
    description = {
      "The language-model half of RL's Razor (arXiv 2509.04259) on the small world.",
      "A base model learns new tasks by many methods, each with several learning rates; what it forgets is held against how",
      "far it went, and every claim of the paper is told to hold here or not. See docs/reference/razor-lm.md."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce razor-lm --quick             four methods on two tasks, one seed: an hour or two",
      "  mneme reproduce razor-lm --seeds 5           everything: days on two cores",
      "  mneme reproduce razor-lm --methods sft,grpo --tasks maths --seeds 5",
      "  mneme reproduce razor-lm --first-seed 3 --seeds 2 --join other/points.csv    with seeds of another machine",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceRazor implements Callable<Integer> {

  private static final int USUAL_SEEDS = 3;

  @Option(names = "--quick", description = "one seed, fewer methods, tasks, rates and items")
  private boolean quick;

  @Option(
      names = "--tasks",
      paramLabel = "TASK",
      split = ",",
      description = "new tasks: maths, chemistry, calls")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--methods",
      paramLabel = "METHOD",
      split = ",",
      description =
          "at least two, or one where others are joined; their names are in docs/reference/razor-lm.md")
  private List<String> methods = new ArrayList<>();

  @Option(
      names = "--rates",
      paramLabel = "N",
      description = "learning rates of each method (default: 5; 3 with --quick)")
  private @Nullable Integer rates;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "steps of methods that imitate; those that learn from rewards take a quarter (default: 240)")
  private @Nullable Integer steps;

  @Option(
      names = "--draws",
      paramLabel = "N",
      description =
          "draws of the base's own answer to a problem until one is right, at most (default: 8)")
  private @Nullable Integer draws;

  @Mixin private WorldOptions study = new WorldOptions();

  private final Terminal terminal;

  public ReproduceRazor(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    RazorPlan plan = plan();
    study.require();
    Train.use(study.threads());
    WorldOptions.Places places = study.places(quick ? "razor-lm-quick" : "razor-lm");
    new RazorStudy(terminal, plan, places, new SweepRun.Workers(study.workers(), study.threads()))
        .run(command(plan));
    return ExitCode.OK;
  }

  private RazorPlan plan() {
    int seeds = study.seeds(quick ? 1 : USUAL_SEEDS);
    RazorPlan usual = quick ? RazorPlan.quick(seeds) : RazorPlan.full(seeds);
    List<String> courses = World.create().fresh().stream().map(Course::name).toList();
    List<RazorMethod> chosen =
        Given.named(
            "--methods",
            methods,
            Arrays.stream(RazorMethod.values()).map(RazorMethod::id).toList(),
            RazorMethod::of,
            usual.methods());
    if (chosen.size() < 2 && study.joined().isEmpty()) {
      throw new InputException(
          "--methods must name at least two: they are compared. One is enough where others are joined with --join.");
    }
    requireSources(chosen);
    return new RazorPlan(
        Given.named(
            "--tasks",
            tasks,
            courses,
            name -> Optional.of(name).filter(courses::contains),
            usual.tasks()),
        chosen,
        Given.count("--rates", 1, rates, usual.rates()),
        study.firstSeed(),
        seeds,
        Given.count("--steps", 1, steps, usual.steps()),
        study.problems(usual.problems()),
        Given.count("--draws", 1, draws, usual.draws()),
        study.items(usual.items()),
        study.drift(usual.drift()),
        usual.fisher());
  }

  /** Methods that go on from models of another one need it in the same study. */
  private static void requireSources(List<RazorMethod> chosen) {
    for (RazorMethod method : chosen) {
      Optional<RazorMethod> source = method.source();
      if (source.isPresent() && !chosen.contains(source.get())) {
        throw InputException.of(
            "--methods: %s begins with models of %s, which this study must train itself: name it, too.",
            method.id(), source.get().id());
      }
    }
  }

  /** What gives the same findings again. */
  private String command(RazorPlan plan) {
    return "./mneme reproduce razor-lm --base %s --tasks %s --methods %s --rates %d --first-seed %d --seeds %d --steps %d --problems %d --draws %d --items %d --drift-samples %d%s%s"
        .formatted(
            study.base(),
            String.join(",", plan.tasks()),
            String.join(",", plan.methods().stream().map(RazorMethod::id).toList()),
            plan.rates(),
            plan.firstSeed(),
            plan.seeds(),
            plan.steps(),
            plan.problems(),
            plan.draws(),
            plan.items(),
            plan.drift(),
            quick ? " --quick" : "",
            study.joined());
  }
}
