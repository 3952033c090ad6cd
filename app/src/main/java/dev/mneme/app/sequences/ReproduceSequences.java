package dev.mneme.app.sequences;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.ReportPage;
import dev.mneme.app.study.StudyOptions;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.sequences.SequenceRecipe;
import dev.mneme.lab.sequences.SequenceTrials;
import dev.mneme.run.Provenance;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import dev.mneme.train.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme reproduce sequences}: reinforcement learning from the ground up. */
@Command(
    name = "sequences",
    description = {
      "A language model of random weights learns by reward to go on with arithmetic sequences.",
      "A few right answers are shown, then reward alone teaches the rest (GRPO, 1-0 REINFORCE, PPO), beside SFT on all answers",
      "and DPO on pairs."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce sequences              one seed of each method",
      "  mneme reproduce sequences --seeds 3    three seeds of each method",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceSequences implements Callable<Integer> {

  @Mixin private StudyOptions study = new StudyOptions();

  @Option(names = "--steps", paramLabel = "N", description = "steps of each method (default: 400)")
  private long steps = SequenceRecipe.DEFAULTS.tuning().steps();

  private final Terminal terminal;

  public ReproduceSequences(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    int seeds = study.seeds(1);
    Path out = study.out("sequences");
    if (steps < 1) {
      throw new InputException("--steps must be at least 1, was " + steps + ".");
    }
    SequenceRecipe like = SequenceRecipe.DEFAULTS.with(SequenceRecipe.Method.GRPO, steps);
    Map<String, Long> all = new TreeMap<>();
    for (long seed = 0; seed < seeds; seed++) {
      all.put("seed-" + seed, seed);
    }
    Provenance provenance = Provenance.of(SequenceRecipe.FORMAT.write(like), Map.of(), all);
    SequenceTrials trials =
        new SequenceTrials(out, like, seeds, provenance, terminal.err()::println);
    train(trials);
    finish(new SequenceFindings(trials.curves()), provenance, seeds, out);
    return ExitCode.OK;
  }

  private void train(SequenceTrials trials) throws InterruptedException {
    Newest newest = new Newest();
    List<Sweep.Trial> work = trials.all(newest::hear);
    try (Progress progress = Progress.start(terminal, "sequences", "trials", work.size())) {
      new Sweep(
              study.workers(),
              new Sweep.Listener() {
                @Override
                public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
                  progress.step(newest.text());
                }

                @Override
                public void diverged(Sweep.Trial trial, Diverged cause) {
                  terminal.err().println(trial.name() + ": " + cause.getMessage());
                }
              })
          .run(work);
    }
  }

  private void finish(SequenceFindings findings, Provenance provenance, int seeds, Path out) {
    findings.table().print(terminal);
    Path curves = out.resolve("curves.csv");
    Path page = out.resolve("report.html");
    new DurableFiles(Disk.real()).write(curves, findings.csv());
    String command = "./mneme reproduce sequences --seeds %d --steps %d".formatted(seeds, steps);
    ReportPage.write(findings.report(command, seeds, provenance), page);
    terminal.out().println("Wrote");
    terminal.out().println("  " + curves);
    terminal.out().println("  " + page);
    terminal.out().flush();
  }

  /** The newest reward of any trial, for the progress line. */
  private static final class Newest {
    private String text = "";

    synchronized void hear(Event event) {
      if (event instanceof Event.Measured measured) {
        text =
            String.format(
                Locale.ROOT,
                "step %d  reward %.2f",
                measured.step(),
                measured.values().getOrDefault("sampled", Double.NaN));
      }
    }

    synchronized String text() {
      return text;
    }
  }
}
