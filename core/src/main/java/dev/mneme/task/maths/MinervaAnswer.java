package dev.mneme.task.maths;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lm-evaluation-harness 0.4.13 takes as the answer of a response in its tasks {@code
 * minerva_math} and {@code minerva_math500}: the words between its two set phrases, normalised as
 * in appendix D of Lewkowycz et al. (2022), arXiv 2206.14858. Answers of more than 10,000
 * characters count as none.
 */
public final class MinervaAnswer {

  /** What is said of a response that has no answer. */
  public static final String NONE = "[invalidanswer]";

  private static final int LONGEST = 10_000;
  private static final String BEFORE = "Final Answer: The final answer is";
  private static final String AFTER = " I hope it is correct";

  /** Left out, in this order: words wherever they stand, signs as they are. */
  private static final List<String> LEFT_OUT =
      List.of(
          "square",
          "ways",
          "integers",
          "dollars",
          "mph",
          "inches",
          "ft",
          "hours",
          "km",
          "units",
          "\\ldots",
          "sue",
          "points",
          "feet",
          "minutes",
          "digits",
          "cents",
          "degrees",
          "cm",
          "gm",
          "pounds",
          "meters",
          "meals",
          "edges",
          "students",
          "childrentickets",
          "multiples",
          "\\text{s}",
          "\\text{.}",
          "\\text{\ns}",
          "\\text{}^2",
          "\\text{}^3",
          "\\text{\n}",
          "\\text{}",
          "\\mathrm{th}",
          "^\\circ",
          "^{\\circ}",
          "\\;",
          ",\\!",
          "{,}",
          "\"",
          "\\dots");

  /** What is put for what, in pairs. */
  private static final List<String> REPLACED =
      List.of(
          "an ",
          "",
          "a ",
          "",
          ".$",
          "$",
          "\\$",
          "",
          "\\ ",
          "",
          " ",
          "",
          "mbox",
          "text",
          ",\\text{and}",
          ",",
          "\\text{and}",
          ",",
          "\\text{m}",
          "\\text{}");

  private static final List<Pattern> WORDS =
      LEFT_OUT.stream()
          .filter(MinervaAnswer::isWord)
          .map(word -> Pattern.compile("(?U)(?<!\\\\)\\b" + word + "\\b"))
          .toList();

  private static final Pattern COMMAND = Pattern.compile("\\\\[a-zA-Z]+");
  private static final Pattern TEXT = Pattern.compile("(?d)\\\\text\\{(.*?)\\}");
  private static final Pattern BOLD = Pattern.compile("(?d)\\\\textbf\\{(.*?)\\}");
  private static final Pattern OVERLINE = Pattern.compile("(?d)\\\\overline\\{(.*?)\\}");
  private static final Pattern BOXED = Pattern.compile("(?d)\\\\boxed\\{(.*)\\}");
  private static final Pattern SHORT_FRACTION = Pattern.compile("(?d)frac([^{])(.)");
  private static final Pattern SHORT_INDEXED_ROOT = Pattern.compile("(?U)(sqrt\\[[^\\]]*\\])(\\w)");
  private static final Pattern SHORT_ROOT = Pattern.compile("sqrt(?!\\[)([^{])");
  private static final Pattern THOUSANDS = Pattern.compile("(?U)-?\\d{1,3}(,\\d{3})+");

  private MinervaAnswer() {}

  /** The normalised answer of a response. */
  public static String of(String response) {
    return normalised(unnormalised(response));
  }

  /** The normalised answer of a reference solution, which stands in its last box. */
  public static Optional<String> ofSolution(String solution) {
    return Boxes.last(solution).map(MinervaAnswer::normalised);
  }

  static String unnormalised(String response) {
    String text = response + AFTER.substring(1) + ".";
    int lineStart = 0;
    while (lineStart <= text.length()) {
      int newline = text.indexOf('\n', lineStart);
      int end = newline < 0 ? text.length() : newline;
      int from = text.indexOf(BEFORE, lineStart);
      if (from >= 0 && from < end) {
        // One character, any, stands before the second phrase and one behind it.
        int to = text.indexOf(AFTER, from + BEFORE.length() + 1);
        if (to >= 0 && to + AFTER.length() < end) {
          return text.substring(from + BEFORE.length(), to - 1).strip();
        }
      }
      lineStart = end + 1;
    }
    return NONE;
  }

  /** Both sides of the comparison take this form. */
  public static String normalised(String answer) {
    if (answer.length() > LONGEST) {
      return NONE;
    }
    String text = answer.substring(answer.lastIndexOf('=') + 1);
    for (Pattern word : WORDS) {
      text = word.matcher(text).replaceAll("");
    }
    for (int i = 0; i < REPLACED.size(); i += 2) {
      text = text.replace(REPLACED.get(i), REPLACED.get(i + 1));
    }
    for (String expression : LEFT_OUT) {
      text =
          isWord(expression)
              ? withoutOutsideCommands(text, expression)
              : text.replace(expression, "");
    }
    text = betweenDollars(text);
    text = TEXT.matcher(text).replaceAll("$1");
    text = BOLD.matcher(text).replaceAll("$1");
    text = OVERLINE.matcher(text).replaceAll("$1");
    text = BOXED.matcher(text).replaceAll("$1");
    text = SHORT_FRACTION.matcher(text).replaceAll("frac{$1}{$2}");
    text = SHORT_INDEXED_ROOT.matcher(text).replaceAll("$1{$2}");
    text = SHORT_ROOT.matcher(text).replaceAll("sqrt{$1}");
    text = text.replace("$", "");
    return THOUSANDS.matcher(text).matches() ? text.replace(",", "") : text;
  }

  private static boolean isWord(String expression) {
    return expression.chars().allMatch(c -> c >= 'a' && c <= 'z');
  }

  private static String withoutOutsideCommands(String text, String word) {
    Matcher command = COMMAND.matcher(text);
    StringBuilder left = new StringBuilder();
    int from = 0;
    while (command.find()) {
      left.append(text.substring(from, command.start()).replace(word, "")).append(command.group());
      from = command.end();
    }
    return left.append(text.substring(from).replace(word, "")).toString();
  }

  /** Of a line with a formula between dollars, its first formula. */
  private static String betweenDollars(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int newline = text.indexOf('\n', from);
      String line = text.substring(from, newline < 0 ? text.length() : newline);
      int open = line.indexOf('$');
      int close = open < 0 ? -1 : line.indexOf('$', open + 1);
      lines.add(close < 0 ? line : line.substring(open, close + 1));
      from = newline < 0 ? text.length() + 1 : newline + 1;
    }
    return String.join("\n", lines);
  }
}
