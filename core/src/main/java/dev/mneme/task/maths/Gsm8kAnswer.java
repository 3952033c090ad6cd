package dev.mneme.task.maths;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lm-evaluation-harness 0.4.13 takes as the answer of a response in its task {@code gsm8k},
 * and whether that is right. Both filters and the comparison take time linear in the text.
 */
public final class Gsm8kAnswer {

  /** What both filters say of a response that has no answer. */
  public static final String NONE = "[invalid]";

  private static final Pattern STRICT = Pattern.compile("#### (-?[0-9.,]+)");
  private static final Pattern FLEXIBLE = Pattern.compile("-?[$0-9.,]{2,}|-?[0-9]+");

  private Gsm8kAnswer() {}

  /** The filter {@code strict-match}: the first number behind {@code ####}. */
  public static String strict(String response) {
    Matcher matcher = STRICT.matcher(response);
    return matcher.find() ? matcher.group(1).strip() : NONE;
  }

  /** The filter {@code flexible-extract}: the last number, or what looks like one. */
  public static String flexible(String response) {
    Matcher matcher = FLEXIBLE.matcher(response);
    String last = NONE;
    while (matcher.find()) {
      last = matcher.group().strip();
    }
    return last;
  }

  /**
   * Whether an extracted answer is the one that a solution ends in: commas, dollar signs, what
   * stands up to the last {@code ####}, one full stop at the end and case aside.
   *
   * @param solution the row's, which ends in {@code #### answer}
   */
  public static boolean right(String extracted, String solution) {
    return plain(extracted).equals(plain(solution));
  }

  private static String plain(String text) {
    String plain = text.replace(",", "").replace("$", "");
    plain = plain.substring(plain.lastIndexOf("#### ") < 0 ? 0 : plain.lastIndexOf("#### ") + 5);
    plain = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    return plain.toLowerCase(Locale.ROOT);
  }
}
