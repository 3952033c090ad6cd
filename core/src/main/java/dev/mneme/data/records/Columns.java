package dev.mneme.data.records;

/** What the columns of a data set are called: {@code prompt: question} in a recipe. */
public record Columns(
    String text,
    String prompt,
    String completion,
    String messages,
    String tools,
    String chosen,
    String rejected,
    String answer) {

  /** The names that most data sets use. */
  public static final Columns USUAL =
      new Columns(
          "text", "prompt", "completion", "messages", "tools", "chosen", "rejected", "answer");
}
