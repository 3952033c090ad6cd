package dev.mneme.task;

/** What a model says to itself before it answers. */
public final class Thought {

  private static final String END = "</think>";

  private Thought() {}

  /** What follows the last thought; the whole text where none ends. */
  public static String answerOf(String text) {
    int end = text.lastIndexOf(END);
    return end < 0 ? text : text.substring(end + END.length());
  }
}
