package dev.mneme.app.parity;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mneme reproduce}: the studies of the papers. */
@Command(
    name = "reproduce",
    description = "Reproduce a study of the papers and compare with what they print.",
    footer = {
      "",
      "Examples:",
      "  mneme reproduce parity-mnist --quick",
      "  mneme reproduce razor-lm --quick",
      "  mneme reproduce sequences --seeds 3"
    })
public final class Reproduce implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
