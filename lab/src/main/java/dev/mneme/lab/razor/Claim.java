package dev.mneme.lab.razor;

/**
 * Whether these runs say what the paper says.
 *
 * @param says what the paper says, in one sentence
 * @param finding what was found, with its numbers
 */
public record Claim(String says, Outcome outcome, String finding) {

  /** What became of a claim. */
  public enum Outcome {
    HOLDS("holds"),
    FAILS("does not hold"),
    OPEN("cannot be told");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /** As readers read it. */
    public String words() {
      return words;
    }
  }
}
