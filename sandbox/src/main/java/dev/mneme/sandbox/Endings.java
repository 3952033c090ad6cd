package dev.mneme.sandbox;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the processes said, as outcomes with a reason for a person. */
final class Endings {

  private static final int LONGEST = 300;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+");

  /** How Python and its interpreter say no. */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "PermissionError|not permitted|not allowed|access has been denied|was excluded"
              + "|not supported on 'java' POSIX");

  private Endings() {}

  /** Whether a message says that something was refused. */
  static boolean forbids(String message) {
    return FORBIDDEN.matcher(message).find();
  }

  /** The ending that a failure names; anything that is no failure is one of its own. */
  static Ending of(Frame failure) {
    if (failure.kind() == Frame.Kind.FAILURE) {
      for (Ending ending : Ending.values()) {
        if (failure.text().startsWith(ending.name() + " ")) {
          return ending;
        }
      }
    }
    return Ending.LOST;
  }

  static Outcome outcome(Frame failure, Limits limits, int passed, int total) {
    Ending ending = of(failure);
    String reason =
        switch (ending) {
          case TIME -> "it takes longer than " + seconds(limits);
          case MEMORY -> "it takes more memory than " + limits.memoryMiB() + " MiB";
          case OUTPUT -> "it prints more than " + limits.outputBytes() + " bytes";
          case VALUE -> "a result is larger than " + limits.valueCharacters() + " characters";
          case EXIT -> "it ends the interpreter";
          case FORBIDDEN ->
              "it asks for what is forbidden: "
                  + failure.text().substring(Ending.FORBIDDEN.name().length() + 1);
          case BROKEN ->
              "it breaks its interpreter: "
                  + failure.text().substring(Ending.BROKEN.name().length() + 1);
          case LOST -> "its process ended";
        };
    return new Outcome(Outcome.Kind.valueOf(ending.name()), passed, total, line(reason));
  }

  /**
   * Tests that end or stop the judge's interpreter: on a result that is hard to look at, or always.
   */
  static Outcome ofTests(Frame failure, Limits limits) {
    Outcome outcome = outcome(failure, limits, 0, 0);
    return new Outcome(outcome.kind(), 0, 0, "in the tests, on its results: " + outcome.reason());
  }

  /** What a program raised instead of being there; null if it is. */
  static @Nullable Outcome raised(String loaded) {
    try {
      if (!(PlainText.read(loaded) instanceof Map<?, ?> answer)) {
        return lost();
      }
      if (!answer.containsKey("raised")) {
        return null;
      }
      String what = answer.get("raised") + ": " + answer.get("text");
      return new Outcome(
          forbids(what) ? Outcome.Kind.FORBIDDEN : Outcome.Kind.BROKEN,
          0,
          0,
          line("the program raises " + what));
    } catch (IllegalArgumentException e) {
      return lost();
    }
  }

  private static Outcome lost() {
    return new Outcome(Outcome.Kind.LOST, 0, 0, "its process answers nonsense");
  }

  /**
   * The judge's answer.
   *
   * @param ended the candidate's failure during the tests, if there was one
   */
  static Outcome outcome(String judged, @Nullable Frame ended, Limits limits) {
    if (!(PlainText.read(judged) instanceof Map<?, ?> answer)) {
      throw new IllegalStateException("the judge answers nonsense");
    }
    if (answer.containsKey("unreadable")) {
      throw new InputException(
          "the row's tests are no Python: " + answer.get("unreadable") + ". Correct the row.");
    }
    if (number(answer, "asserts") == 0) {
      throw new InputException(
          "the row's tests hold no assert, so that every program passes. Correct the row.");
    }
    int total = number(answer, "total");
    int passed = number(answer, "passed");
    if (ended != null) {
      return outcome(ended, limits, passed, total);
    }
    Object error = answer.get("error");
    boolean failed = answer.get("failed") instanceof List<?> list && !list.isEmpty();
    if (error == null && !failed) {
      return new Outcome(Outcome.Kind.PASSED, total, total, "all asserts hold");
    }
    String reason = error == null ? "" : "the tests end with " + error;
    if (answer.get("failed") instanceof List<?> list
        && !list.isEmpty()
        && list.getFirst() instanceof List<?> first) {
      reason = "assert " + first.get(0) + " does not hold: " + first.get(1);
    }
    Outcome.Kind kind = forbids(reason) ? Outcome.Kind.FORBIDDEN : Outcome.Kind.WRONG;
    return new Outcome(kind, passed, total, line(reason));
  }

  private static int number(Map<?, ?> answer, String key) {
    return answer.get(key) instanceof Long value ? Math.toIntExact(value) : 0;
  }

  private static String seconds(Limits limits) {
    return String.format(Locale.ROOT, "%.1f s", limits.time().toMillis() / 1000.0);
  }

  /** Quotes what a program said, so it may hold anything. */
  private static String line(String text) {
    String plain = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }
}
