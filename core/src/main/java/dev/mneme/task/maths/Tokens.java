package dev.mneme.task.maths;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts an answer in LaTeX or plain text into tokens. Signs are the characters themselves, and
 * {@code ⟦ ⟧} for the braces of a set, {@code * /} for every way to multiply and divide, {@code ≤ ≥
 * ≠ ∈ ∪ ∩ ∖ ± ∓ ⌊ ⌋ ⌈ ⌉ ° ∅} for their commands, and {@code ¶} for the end of a row.
 */
final class Tokens {

  private static final String NO_SIGN = "";

  private static final Map<String, String> COMMANDS =
      Map.ofEntries(
          Map.entry("{", "⟦"),
          Map.entry("}", "⟧"),
          Map.entry("lbrace", "⟦"),
          Map.entry("rbrace", "⟧"),
          Map.entry("cdot", "*"),
          Map.entry("times", "*"),
          Map.entry("ast", "*"),
          Map.entry("div", "/"),
          Map.entry("le", "≤"),
          Map.entry("leq", "≤"),
          Map.entry("leqslant", "≤"),
          Map.entry("ge", "≥"),
          Map.entry("geq", "≥"),
          Map.entry("geqslant", "≥"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("ne", "≠"),
          Map.entry("neq", "≠"),
          Map.entry("in", "∈"),
          Map.entry("cup", "∪"),
          Map.entry("cap", "∩"),
          Map.entry("setminus", "∖"),
          Map.entry("backslash", "∖"),
          Map.entry("pm", "±"),
          Map.entry("mp", "∓"),
          Map.entry("approx", "="),
          Map.entry("equiv", "="),
          Map.entry("mid", "|"),
          Map.entry("vert", "|"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("|", "|"),
          Map.entry("langle", "("),
          Map.entry("rangle", ")"),
          Map.entry("lfloor", "⌊"),
          Map.entry("rfloor", "⌋"),
          Map.entry("lceil", "⌈"),
          Map.entry("rceil", "⌉"),
          Map.entry("lbrack", "["),
          Map.entry("rbrack", "]"),
          Map.entry("%", "%"),
          Map.entry("degree", "°"),
          Map.entry("emptyset", "∅"),
          Map.entry("varnothing", "∅"),
          Map.entry("\\", "¶"),
          Map.entry("colon", ":"),
          Map.entry("land", ","),
          Map.entry("lor", ","),
          Map.entry("&", NO_SIGN),
          Map.entry(",", NO_SIGN),
          Map.entry(";", NO_SIGN),
          Map.entry(":", NO_SIGN),
          Map.entry("!", NO_SIGN),
          Map.entry(" ", NO_SIGN),
          Map.entry("$", NO_SIGN),
          Map.entry("quad", NO_SIGN),
          Map.entry("qquad", NO_SIGN),
          Map.entry("left", NO_SIGN),
          Map.entry("right", NO_SIGN),
          Map.entry("big", NO_SIGN),
          Map.entry("Big", NO_SIGN),
          Map.entry("bigg", NO_SIGN),
          Map.entry("Bigg", NO_SIGN),
          Map.entry("bigl", NO_SIGN),
          Map.entry("bigr", NO_SIGN),
          Map.entry("Bigl", NO_SIGN),
          Map.entry("Bigr", NO_SIGN),
          Map.entry("displaystyle", NO_SIGN),
          Map.entry("limits", NO_SIGN),
          Map.entry("ldots", NO_SIGN),
          Map.entry("dots", NO_SIGN),
          Map.entry("cdots", NO_SIGN),
          Map.entry("rm", NO_SIGN),
          Map.entry("bf", NO_SIGN));

  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("−", "-"),
          Map.entry("–", "-"),
          Map.entry("×", "*"),
          Map.entry("·", "*"),
          Map.entry("⋅", "*"),
          Map.entry("÷", "/"),
          Map.entry("⟨", "("),
          Map.entry("⟩", ")"),
          Map.entry("≈", "="),
          Map.entry("；", ";"),
          Map.entry("，", ","));

  private static final Map<String, String> LETTERS =
      Map.of(
          "π",
          "pi",
          "∞",
          "infinity",
          "√",
          "sqrt",
          "infty",
          "infinity",
          "inf",
          "infinity",
          "oo",
          "infinity",
          "choose",
          "choose");

  private static final String PLAIN_SIGNS = "+-*/^_()[]{}|,;:!%=<>&≤≥≠∈∪∩∖±∓⌊⌋⌈⌉°∅'";

  private static final Set<String> FRACTIONS = Set.of("frac", "dfrac", "tfrac", "cfrac");

  private static final Set<String> TEXTS =
      Set.of(
          "text",
          "mbox",
          "mathrm",
          "textbf",
          "textit",
          "textrm",
          "mathbf",
          "mathit",
          "mathsf",
          "operatorname",
          "textnormal",
          "hbox",
          "boldsymbol",
          "bm");

  /** Two or three letters that are a word, not a product of variables. */
  private static final Set<String> SHORT_WORDS =
      Set.of(
          "yes", "no", "odd", "one", "two", "six", "ten", "the", "is", "not", "of", "all", "any",
          "if", "for", "per", "are", "be", "to", "at", "red");

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:\\d{1,1000}(?:\\.\\d{1,1000})?|\\.\\d{1,1000})(?:[eE][+-]?\\d{1,4}(?![\\d.]))?");
  private static final Pattern THOUSANDS =
      Pattern.compile("[1-9]\\d{0,2}(?:,\\d{3}){1,100}(?![\\d])(?:\\.\\d{1,1000})?");
  private static final Pattern SPACED_THOUSANDS =
      Pattern.compile("[1-9]\\d{0,2}(?:(?:\\\\,| )\\d{3}){1,100}(?!\\d)(?:\\.\\d{1,1000})?");
  private static final Pattern REPEATING =
      Pattern.compile("(\\d{0,40})\\.(\\d{0,40})\\\\overline\\s?\\{(\\d{1,40})\\}");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;
  private boolean spaced;

  private Tokens(String text) {
    this.text = text;
  }

  static List<Token> of(String text) {
    Tokens tokens = new Tokens(text);
    while (tokens.at < text.length()) {
      tokens.next();
    }
    return tokens.tokens;
  }

  private void next() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c) || c == '~' || c == '$' || c == '"') {
      spaced = true;
      at++;
    } else if (c == '\\') {
      command();
    } else if (c == '.' || (c >= '0' && c <= '9')) {
      number();
    } else if (isLatin(c)) {
      letters();
    } else {
      sign(c);
    }
  }

  private void number() {
    Matcher repeating = here(REPEATING);
    if (repeating.lookingAt()) {
      add(
          Token.Kind.NUMBER,
          repeating.group(1) + "." + repeating.group(2) + "(" + repeating.group(3) + ")",
          repeating.end());
      return;
    }
    Matcher spacedThousands = here(SPACED_THOUSANDS);
    if (spacedThousands.lookingAt()) {
      add(
          Token.Kind.NUMBER,
          spacedThousands.group().replace("\\,", "").replace(" ", ""),
          spacedThousands.end());
      return;
    }
    Matcher thousands = here(THOUSANDS);
    if (depth == 0 && thousands.lookingAt()) {
      add(Token.Kind.NUMBER, thousands.group().replace(",", ""), thousands.end());
      return;
    }
    Matcher number = here(NUMBER);
    if (!number.lookingAt()) {
      if (text.startsWith("...", at)) {
        at += 3;
        return;
      }
      throw new UnreadableException("a point that belongs to no number");
    }
    add(Token.Kind.NUMBER, number.group(), number.end());
  }

  private void letters() {
    int end = at;
    while (end < text.length() && isLatin(text.charAt(end))) {
      end++;
    }
    String run = text.substring(at, end);
    String lower = run.toLowerCase(Locale.ROOT);
    if (lower.equals("and") || lower.equals("or")) {
      add(Token.Kind.SIGN, ",", end);
    } else if (lower.equals("percent") || lower.equals("percentage") || lower.equals("pct")) {
      add(Token.Kind.SIGN, "%", end);
    } else if (run.length() > 1 && (lower.equals("sqrt") || lower.equals("pi"))) {
      add(Token.Kind.NAME, lower, end);
    } else if ((run.length() > 1 && LETTERS.containsKey(run)) || run.equals("infinity")) {
      add(Token.Kind.NAME, LETTERS.getOrDefault(run, run), end);
    } else if (Op.function(run).isPresent() && !run.equals("min")) {
      add(Token.Kind.NAME, run, end);
    } else if (Unit.isUnit(run) && followsNumber() && (run.length() > 1 || spaced)) {
      add(Token.Kind.UNIT, run, end);
    } else if (run.length() >= 4 || SHORT_WORDS.contains(lower)) {
      add(Token.Kind.WORD, run, end);
    } else {
      for (int i = 0; i < run.length(); i++) {
        add(Token.Kind.LETTER, run.substring(i, i + 1), at + 1);
      }
    }
  }

  private boolean followsNumber() {
    return !tokens.isEmpty()
        && (tokens.getLast().kind() == Token.Kind.NUMBER
            || tokens.getLast().isWords()
            || tokens.getLast().is('}')
            || tokens.getLast().is(')'));
  }

  private void command() {
    int end = at + 1;
    while (end < text.length() && isLatin(text.charAt(end))) {
      end++;
    }
    if (end == at + 1) {
      end = Math.min(text.length(), at + 2);
    }
    String name = text.substring(at + 1, end);
    String sign = COMMANDS.get(name);
    if (sign != null) {
      if (sign.isEmpty()) {
        spaced = true;
        at = end;
        if ((name.equals("left") || name.equals("right")) && text.startsWith(".", at)) {
          at++;
        }
      } else {
        addSign(sign.charAt(0), end);
      }
    } else if (name.equals("circ")) {
      addSign('°', end);
    } else if (TEXTS.contains(name)) {
      words(end, name);
    } else {
      add(
          Token.Kind.NAME,
          FRACTIONS.contains(name) ? "frac" : LETTERS.getOrDefault(name, name),
          end);
    }
  }

  /** What stands in words between braces; a function's name or a single letter is mathematics. */
  private void words(int braceOrSpace, String command) {
    int open = braceOrSpace;
    while (open < text.length() && text.charAt(open) == ' ') {
      open++;
    }
    int close = FinalAnswer.closing(text, open);
    if (close < 0) {
      throw new UnreadableException("\\" + command + " without braces");
    }
    String inside = text.substring(open + 1, close);
    String words = inside.strip().toLowerCase(Locale.ROOT);
    if (words.equals("and") || words.equals("or") || words.equals(",")) {
      add(Token.Kind.SIGN, ",", close + 1);
    } else if (words.equals("percent") || words.equals("%") || words.equals("\\%")) {
      add(Token.Kind.SIGN, "%", close + 1);
    } else if (Op.function(words).isPresent() && !words.equals("min")) {
      add(Token.Kind.NAME, words, close + 1);
    } else if (words.isEmpty()) {
      spaced = true;
      at = close + 1;
    } else {
      add(Token.Kind.WORD, inside.strip(), close + 1);
    }
  }

  private void sign(char c) {
    String one = String.valueOf(c);
    if (LETTERS.containsKey(one)) {
      add(Token.Kind.NAME, LETTERS.getOrDefault(one, one), at + 1);
    } else if (SIGNS.containsKey(one)) {
      addSign(SIGNS.getOrDefault(one, one).charAt(0), at + 1);
    } else if (PLAIN_SIGNS.indexOf(c) >= 0) {
      addSign(c, at + 1);
    } else if (c == '²' || c == '³') {
      addSign('^', at);
      add(Token.Kind.NUMBER, c == '²' ? "2" : "3", at + 1);
    } else if (Unit.isCurrency(c)) {
      at++;
    } else if (Character.isLetter(c)) {
      add(Token.Kind.LETTER, one, at + 1);
    } else {
      throw new UnreadableException("the sign " + c);
    }
  }

  private void addSign(char sign, int end) {
    if ("([⟦".indexOf(sign) >= 0) {
      depth++;
    } else if (")]⟧".indexOf(sign) >= 0) {
      depth--;
    }
    add(Token.Kind.SIGN, String.valueOf(sign), end);
  }

  private void add(Token.Kind kind, String of, int end) {
    tokens.add(new Token(kind, of, spaced));
    spaced = false;
    at = end;
  }

  private Matcher here(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
  }

  private static boolean isLatin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
