package dev.mneme.task.instructions;

/**
 * What a check found.
 *
 * @param followed whether the instruction was
 * @param reason one line for a person, without a full stop
 */
public record Finding(boolean followed, String reason) {

  private static final int LONGEST = 60;

  /** Part of a text, short enough for a line. */
  static String quoted(String text) {
    return '"' + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…") + '"';
  }
}
