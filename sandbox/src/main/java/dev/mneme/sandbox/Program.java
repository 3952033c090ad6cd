package dev.mneme.sandbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A candidate's program as it runs.
 *
 * @param prelude what runs before and may fail to be Python: the prompt; null where the source
 *     begins with it
 * @param source Python
 */
record Program(@Nullable String prelude, String source) {

  private static final Pattern FENCE =
      Pattern.compile(
          "^[ \\t]{0,3}```[ \\t]{0,3}(?:python3?|py|Python)?[ \\t]{0,3}\\R", Pattern.MULTILINE);

  private static final Pattern CLOSING =
      Pattern.compile("^[ \\t]{0,3}```[ \\t]{0,3}$", Pattern.MULTILINE);

  /** Where a continuation of one function ends: the stop texts that HumanEval was sampled with. */
  private static final Pattern NEXT_THING =
      Pattern.compile("\\n(?:class|def|#|if|print)(?![A-Za-z0-9_])");

  /** A line that belongs to nothing before it. */
  private static final Pattern OWN_BEGINNING =
      Pattern.compile("^(?:def|class|import|from|async|@)(?![A-Za-z0-9_])", Pattern.MULTILINE);

  /** The program of a completion: of its fenced block, or else the whole continues the prompt. */
  static Program of(String text, @Nullable String prompt, @Nullable String entry, Fence which) {
    String fenced = fenced(text, which);
    String code = fenced == null ? text : fenced;
    boolean defines =
        entry == null
            ? OWN_BEGINNING.matcher(code).find()
            : Pattern.compile(
                    "^(?:async )?(?:def|class) +" + Pattern.quote(entry) + "(?![A-Za-z0-9_])"
                        + "|^" + Pattern.quote(entry) + " *=",
                    Pattern.MULTILINE)
                .matcher(code)
                .find();
    if (defines || prompt == null) {
      return new Program(prompt, code);
    }
    return new Program(null, prompt + (fenced == null ? continuation(code) : code));
  }

  private static String continuation(String code) {
    Matcher next = NEXT_THING.matcher(code);
    return next.find() ? code.substring(0, next.start() + 1) : code;
  }

  /** The first or last block that is closed; a last one that is cut short counts too. */
  private static @Nullable String fenced(String text, Fence which) {
    Matcher opening = FENCE.matcher(text);
    Matcher closing = CLOSING.matcher(text);
    String found = null;
    int place = 0;
    while (opening.find(place)) {
      int from = opening.end();
      boolean closed = closing.find(from);
      int to = closed ? closing.start() : text.length();
      found = text.substring(from, to);
      if (!closed || which == Fence.FIRST) {
        break;
      }
      place = closing.end();
    }
    return found;
  }
}
