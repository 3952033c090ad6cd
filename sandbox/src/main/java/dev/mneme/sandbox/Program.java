package dev.mneme.sandbox;

import java.util.Locale;
import java.util.Set;
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

  /** Any block, with its language. */
  private static final Pattern FENCE =
      Pattern.compile(
          "^[ \\t]{0,3}```[ \\t]{0,3}([\\w+#.-]{0,20})[^\\n`]{0,80}\\R", Pattern.MULTILINE);

  private static final Set<String> LANGUAGES = Set.of("", "python", "python3", "py");

  private static final Pattern CLOSING =
      Pattern.compile("^[ \\t]{0,3}```[ \\t]{0,3}$", Pattern.MULTILINE);

  /** Where a continuation of one function ends: the stop texts that HumanEval was sampled with. */
  private static final Pattern NEXT_THING =
      Pattern.compile("\\n(?:class|def|#|if|print)(?![A-Za-z0-9_])");

  /** The program of a completion: of its fenced block, or else the whole continues the prompt. */
  static Program of(String text, @Nullable String prompt, @Nullable String entry, Fence which) {
    String fenced = fenced(text, which);
    String code = fenced == null ? text : fenced;
    boolean continues =
        entry != null && prompt != null && defines(prompt, entry) && !defines(code, entry);
    return continues
        ? new Program(null, prompt + (fenced == null ? continuation(code) : code))
        : new Program(prompt, code);
  }

  private static boolean defines(String code, String name) {
    String quoted = Pattern.quote(name) + "(?![A-Za-z0-9_])";
    return Pattern.compile(
            "^(?:(?:async )?(?:def|class) {1,9}" + quoted + "|" + quoted + " ?=)",
            Pattern.MULTILINE)
        .matcher(code)
        .find();
  }

  private static String continuation(String code) {
    Matcher next = NEXT_THING.matcher(code);
    return next.find() ? code.substring(0, next.start() + 1) : code;
  }

  /** The first or last block in Python or in no language; one that is cut short counts too. */
  private static @Nullable String fenced(String text, Fence which) {
    Matcher opening = FENCE.matcher(text);
    Matcher closing = CLOSING.matcher(text);
    String found = null;
    int place = 0;
    while (opening.find(place)) {
      boolean closed = closing.find(opening.end());
      if (LANGUAGES.contains(opening.group(1).toLowerCase(Locale.ROOT))) {
        found = text.substring(opening.end(), closed ? closing.start() : text.length());
      }
      if (!closed || (found != null && which == Fence.FIRST)) {
        break;
      }
      place = closing.end();
    }
    return found;
  }
}
