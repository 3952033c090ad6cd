package dev.mneme.text;

import java.util.List;

/**
 * Ends a text that comes in pieces before the first of some strings to be complete, however the
 * pieces are cut. The end of what came is held back while it could begin one of them.
 */
public final class StopStrings {

  private final List<String> stops;
  private String held = "";
  private boolean stopped;

  /**
   * @param stops none empty; without any, all text passes
   */
  public StopStrings(List<String> stops) {
    if (stops.contains("")) {
      throw new IllegalArgumentException("an empty text stops nothing");
    }
    this.stops = List.copyOf(stops);
  }

  /** What one more piece lets pass; nothing once stopped. */
  public String add(String piece) {
    if (stopped) {
      return "";
    }
    String text = held + piece;
    int stop = firstStop(text);
    stopped = stop >= 0;
    int passes = stopped ? stop : text.length() - beginning(text);
    held = stopped ? "" : text.substring(passes);
    return text.substring(0, passes);
  }

  /** What is still held back, at the end of the text. */
  public String finish() {
    String rest = held;
    held = "";
    return rest;
  }

  /** Whether one of the strings has come. */
  public boolean stopped() {
    return stopped;
  }

  /** Where the stop begins that is complete first; of several the longest. */
  private int firstStop(String text) {
    int begin = -1;
    int end = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = text.indexOf(stop);
      int after = at + stop.length();
      if (at >= 0 && (after < end || (after == end && at < begin))) {
        begin = at;
        end = after;
      }
    }
    return begin;
  }

  /** The most characters at the end of the text with which a stop begins. */
  private int beginning(String text) {
    return stops.stream().mapToInt(stop -> beginning(text, stop)).max().orElse(0);
  }

  private static int beginning(String text, String stop) {
    int count = Math.min(text.length(), stop.length() - 1);
    while (!text.endsWith(stop.substring(0, count))) {
      count--;
    }
    return count;
  }
}
