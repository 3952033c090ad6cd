package dev.mneme.app;

/** What a command's exit code tells a script. Documented for users in docs/exit-codes.md. */
public final class ExitCode {

  /** The work is done. */
  public static final int OK = 0;

  /** The work itself failed: the loss became NaN, the disk is full. */
  public static final int FAILED = 1;

  /** The user can put it right: an unknown option, a wrong file, a bad recipe. */
  public static final int MISTAKE = 2;

  /** The work is done, and what it judged should not be used: something was lost, or not learnt. */
  public static final int HOLD = 3;

  /** The work is done, and what it judged can neither be recommended nor refused. */
  public static final int UNSURE = 4;

  /** A fault in Mneme. */
  public static final int INTERNAL = 70;

  /** Stopped from outside, as by Ctrl-C; the value a shell gives it too. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
