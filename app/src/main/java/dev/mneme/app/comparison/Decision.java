package dev.mneme.app.comparison;

import dev.mneme.app.ExitCode;

/** What to do with a tuned model. */
public enum Decision {
  /** The new task was learnt and no prior task has lost more than is tolerated. */
  SHIP(ExitCode.OK),
  /** A prior task was lost, or the new task was not learnt. */
  HOLD(ExitCode.HOLD),
  /** Neither can be shown with these items. */
  UNSURE(ExitCode.UNSURE);

  private final int exitCode;

  Decision(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
