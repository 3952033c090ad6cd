package dev.mneme.task;

import dev.mneme.data.InputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 if the option that the text settles on is the right one; else 0.
 *
 * <p>Read is what follows the last thought, in this order of precedence; of several the last
 * counts:
 *
 * <ol>
 *   <li>an answer that is declared: {@code \boxed{B}}, {@code <answer>B</answer>}, {@code Answer:
 *       B}, {@code the answer is (B)}, {@code the correct option is **B**}; where the row gives the
 *       options, also an option's text in the letter's place. Two letters at once are no answer;
 *   <li>{@code (B)} anywhere, {@code B}, {@code B.} or {@code B)} alone on a line, {@code B) …} at
 *       the start of one; where the row gives the options, also {@code B. …} before its text;
 *   <li>the whole text, where it is an option's.
 * </ol>
 *
 * Letters are capitals. A letter that begins words, such as the A of "the answer is A man", is
 * none.
 *
 * @param column the right option: its letter or, where the row gives the options, its text
 * @param options the column with the texts of the options, in the order of their letters; empty for
 *     none
 */
public record MultipleChoice(String column, String options) implements TextVerifier {

  /** Places of a text that are asked for an answer, from its end. */
  private static final int MOST = 100;

  /** A declared answer: what stands between braces, between tags, or after "answer is". */
  private static final Pattern DECLARED =
      Pattern.compile(
          "\\\\boxed\\s{0,9}\\{(?=(?<boxed>[^\\n]{1,400}))"
              + "|<answer>(?=(?<tagged>.{0,400}?)</answer>)"
              + "|(?i:\\b(?:answer|option|choice)\\b[*_]{0,3}\\s{0,9}(?:\\bis\\b|\\b(?:would|must|should)\\sbe\\b|[:=])[*_\\s]{0,9}:?)"
              + "(?=(?<said>[^\\n]{1,400}))",
          Pattern.DOTALL);

  /** A letter with what models put around it, and what follows. */
  private static final Pattern LETTER =
      Pattern.compile(
          "^(?i:option\\s|choice\\s|the\\s(?:option|letter)\\s)?[\\s*_$`\"'(\\[{]*"
              + "(?:\\\\(?:text|textbf|mathrm|mathbf|boxed)\\{)?[\\s(]*([A-Z])(?![\\p{L}\\p{N}_'’+#&%°])(?<rest>.*)$",
          Pattern.DOTALL);

  /** What may follow the letters A and I, which are English words too, besides punctuation. */
  private static final Pattern GOES_ON =
      Pattern.compile("^\\s+(?i:because|since|as|for|and|which|\\(|[-–—:])\\b?.*", Pattern.DOTALL);

  private static final Pattern ANOTHER =
      Pattern.compile(
          "^[\\s)\\]}*_.]*(?:,|/|&|(?i:\\bor\\b|\\band\\b))[\\s(*_]*(?i:option\\s)?[A-Z](?![\\p{L}\\p{N}_'’]).*",
          Pattern.DOTALL);

  private static final Pattern BARE =
      Pattern.compile(
          "\\((?<inner>[A-Z])\\)"
              + "|^[\\s*_]{0,9}(?<alone>[A-Z])[.):]?[\\s*_]{0,9}$"
              + "|^[\\s*_]{0,9}(?<first>[A-Z])[*_]{0,3}\\)[^\\n]{0,400}$"
              + "|^[\\s*_]{0,9}(?<before>[A-Z])[*_]{0,3}[.:]\\s(?<text>[^\\n]{1,400})$",
          Pattern.MULTILINE);

  /** What the text settles on: a letter, or 0 where it is none of the options. */
  private record Choice(char letter, String said) {}

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    List<String> texts = options.isEmpty() ? List.of() : texts(columns);
    char right = right(Expected.text(columns, column).strip(), texts);
    @Nullable Choice choice = choice(Thought.answerOf(text), texts);
    if (choice == null) {
      return Verdict.of(false, "it chooses nothing, %s is wanted".formatted(right));
    }
    return Verdict.of(
        choice.letter() == right,
        "it chooses %s, %s is wanted"
            .formatted(
                choice.letter() == 0 ? Expected.quoted(choice.said()) : choice.letter(), right));
  }

  private static @Nullable Choice choice(String text, List<String> texts) {
    Choice declared = last(DECLARED, text, match -> declared(match, texts));
    Choice last = declared == null ? last(BARE, text, match -> bare(match, texts)) : declared;
    char whole = last == null ? option(text, texts, true) : 0;
    return whole == 0 ? last : new Choice(whole, text);
  }

  /** What the last of the matches that settles on something does; only the last few are asked. */
  private static @Nullable Choice last(
      Pattern pattern, String text, Function<MatchResult, @Nullable Choice> settles) {
    Deque<MatchResult> matches = new ArrayDeque<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      matches.push(matcher.toMatchResult());
      if (matches.size() > MOST) {
        matches.removeLast();
      }
    }
    return matches.stream().map(settles).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private static @Nullable Choice declared(MatchResult match, List<String> texts) {
    String said = match.group("said");
    boolean marked = said == null;
    if (said == null) {
      said = match.group("boxed") == null ? match.group("tagged") : match.group("boxed");
    }
    char letter = letter(said, texts);
    return letter != 0 || marked || manyLetters(said) ? new Choice(letter, said.strip()) : null;
  }

  /** The letter that stands for what is said, or 0. */
  private static char letter(String said, List<String> texts) {
    Matcher matcher = LETTER.matcher(said);
    if (matcher.matches()) {
      char letter = matcher.group(1).charAt(0);
      String rest = matcher.group("rest");
      if (ANOTHER.matcher(rest).matches()) {
        return 0;
      }
      boolean word = letter == 'A' || letter == 'I';
      boolean ends = !word || !startsWord(rest) || GOES_ON.matcher(rest).matches();
      if (ends && !joined(rest) && isOption(letter, texts)) {
        return letter;
      }
    }
    return option(said, texts, false);
  }

  private static boolean manyLetters(String said) {
    Matcher matcher = LETTER.matcher(said);
    return matcher.matches() && ANOTHER.matcher(matcher.group("rest")).matches();
  }

  private static boolean startsWord(String rest) {
    String after = rest.stripLeading();
    return after.length() < rest.length()
        && !after.isEmpty()
        && Character.isLetterOrDigit(after.charAt(0));
  }

  /** As in B-52 or B.C. */
  private static boolean joined(String rest) {
    return rest.length() > 1
        && (rest.charAt(0) == '-' || rest.charAt(0) == '.')
        && Character.isLetterOrDigit(rest.charAt(1));
  }

  private static @Nullable Choice bare(MatchResult match, List<String> texts) {
    char letter = match.group().replaceFirst("^[\\s*_(]*", "").charAt(0);
    String after = match.group("text");
    boolean stands = after == null || option(after, texts, false) == letter;
    return stands && isOption(letter, texts) ? new Choice(letter, match.group()) : null;
  }

  private static boolean isOption(char letter, List<String> texts) {
    return texts.isEmpty() || letter - 'A' < texts.size();
  }

  /** The letter of the option that a text is, or begins with: the longest. 0 for none. */
  private static char option(String said, List<String> texts, boolean whole) {
    String plain = plain(said.length() > 1000 ? said.substring(0, 1000) : said);
    int best = -1;
    for (int i = 0; i < texts.size(); i++) {
      String option = plain(texts.get(i));
      boolean begins =
          !option.isEmpty()
              && plain.startsWith(option)
              && (plain.length() == option.length()
                  || (!whole && !Character.isLetterOrDigit(plain.charAt(option.length()))));
      if (begins && (best < 0 || option.length() > plain(texts.get(best)).length())) {
        best = i;
      }
    }
    return best < 0 ? 0 : (char) ('A' + best);
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("^[\\s*_$\"'`]+|[\\s*_$\"'`.}]+$", "")
        .replaceAll("\\s+", " ");
  }

  private List<String> texts(Map<String, @Nullable Object> columns) {
    Object value = Expected.value(columns, options);
    if (value instanceof Map<?, ?> map && map.get("text") != null) {
      value = map.get("text");
    }
    if (value instanceof Map<?, ?> map) {
      value = List.copyOf(map.values());
    }
    if (!(value instanceof List<?> list) || list.isEmpty() || list.size() > 26) {
      throw new InputException(
          "the column \"%s\" holds no list of at most 26 options.".formatted(options));
    }
    List<String> texts = new ArrayList<>();
    list.forEach(option -> texts.add(String.valueOf(option)));
    return texts;
  }

  private char right(String answer, List<String> texts) {
    Matcher letter = Pattern.compile("^\\(?([A-Z])[).]?$").matcher(answer);
    char right = letter.matches() ? letter.group(1).charAt(0) : option(answer, texts, true);
    if (right == 0 || !isOption(right, texts)) {
      throw new InputException(
          "the column \"%s\" holds %s, which is the letter or the text of no option."
              .formatted(column, Expected.quoted(answer)));
    }
    return right;
  }
}
