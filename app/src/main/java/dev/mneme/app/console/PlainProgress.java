package dev.mneme.app.console;

/** A line each time another tenth is done: readable in a log. */
final class PlainProgress implements Progress {

  private static final long LINES = 10;

  private final Terminal terminal;
  private final String what;
  private final String units;
  private final long total;
  private long done;

  PlainProgress(Terminal terminal, String what, String units, long total, long done) {
    this.terminal = terminal;
    this.what = what;
    this.units = units;
    this.total = total;
    this.done = done;
  }

  @Override
  public synchronized void step(String figures) {
    long tenthsBefore = done * LINES / total;
    done++;
    if (done * LINES / total > tenthsBefore) {
      String line = "%s: %d of %d %s".formatted(what, done, total, units);
      terminal.err().println(figures.isEmpty() ? line : line + ", " + figures);
    }
  }

  @Override
  public void close() {
    terminal.err().flush();
  }
}
