package dev.mneme.app.console;

/**
 * How far a piece of work is: on a terminal one line that rewrites itself, with the share done, the
 * key figures and the time left; elsewhere at most ten plain lines. Written to standard error.
 */
public sealed interface Progress extends AutoCloseable permits LiveProgress, PlainProgress {

  /**
   * Starts showing.
   *
   * @param what the work, such as {@code "quickstart"}
   * @param units what is counted, in the plural, such as {@code "trials"}
   * @param total how many there are, at least one
   */
  static Progress start(Terminal terminal, String what, String units, long total) {
    return start(terminal, what, units, total, 0);
  }

  /**
   * Shows work that goes on.
   *
   * @param done how many were done before; the time left is that of the others
   */
  static Progress start(Terminal terminal, String what, String units, long total, long done) {
    if (total < 1) {
      throw new IllegalArgumentException("nothing to count: %d %s".formatted(total, units));
    }
    return terminal.live()
        ? new LiveProgress(terminal, what, units, total, done)
        : new PlainProgress(terminal, what, units, total, done);
  }

  /**
   * One more is done.
   *
   * @param figures the key figures now, such as {@code "kept 97.1 %"}; may be empty
   */
  void step(String figures);

  /** Shows the last state and leaves the line. */
  @Override
  void close();
}
