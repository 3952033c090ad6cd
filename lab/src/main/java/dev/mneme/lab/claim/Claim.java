package dev.mneme.lab.claim;

import dev.mneme.measure.Interval;
import java.util.List;

/**
 * Whether runs say what a paper says.
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

    /**
     * Whether a number is above 0: it holds where its whole interval is, and fails where the whole
     * interval is below.
     */
    public static Outcome sign(Interval interval) {
      return interval.low() > 0 ? HOLDS : interval.high() < 0 ? FAILS : OPEN;
    }

    /** All must hold; one that fails is enough to fail. */
    public static Outcome all(List<Outcome> parts) {
      return parts.contains(FAILS)
          ? FAILS
          : parts.stream().allMatch(part -> part == HOLDS) ? HOLDS : OPEN;
    }

    /**
     * Two thirds of the tasks decide.
     *
     * @param agreeing tasks that say so
     * @param opposing tasks that say the opposite
     * @param tasks all of them
     */
    public static Outcome byMost(int agreeing, int opposing, int tasks) {
      int most = Math.ceilDiv(2 * tasks, 3);
      return agreeing >= most ? HOLDS : opposing >= most ? FAILS : OPEN;
    }
  }
}
