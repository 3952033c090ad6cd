package dev.mneme.app.sweep;

import dev.mneme.train.Event;

/** The newest figure of any trial, for the progress line. Called from all threads. */
final class LastFigure {

  private final String figure;
  private String text = "";

  LastFigure(String figure) {
    this.figure = figure;
  }

  synchronized void hear(Event event) {
    if (event instanceof Event.Measured measured) {
      Double value = measured.values().get(figure);
      if (value != null) {
        text = figure + " " + SweepTables.number(value);
      }
    }
  }

  synchronized void diverged(String trial) {
    text = trial + " diverged";
  }

  synchronized String text() {
    return text;
  }
}
