package dev.mneme.app.console;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that a thread of its own redraws. */
final class LiveProgress implements Progress {

  private static final int REDRAW_MILLIS = 250;

  private final ProgressBar bar;

  LiveProgress(Terminal terminal, String what, String units, long total, long done) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setUnit(" " + units, 1)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(new Line(terminal.err(), terminal.columns() - 1))
            .build();
  }

  @Override
  public void step(String figures) {
    bar.setExtraMessage(figures.isEmpty() ? "" : " " + figures);
    bar.step();
  }

  @Override
  public void close() {
    bar.close();
  }

  /** Rewrites one line of the terminal; a shorter text leaves nothing of a longer one behind. */
  private record Line(PrintWriter err, int width) implements ProgressBarConsumer {

    private static final String TO_START = "\r";
    private static final String CLEAR_REST = "\u001b[K";

    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String text) {
      err.print(TO_START + text + CLEAR_REST);
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
