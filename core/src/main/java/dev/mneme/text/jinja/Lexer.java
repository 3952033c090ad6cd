package dev.mneme.text.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a source into tokens, with {@code trim_blocks} and {@code lstrip_blocks} on: a line end
 * right after a tag or comment goes, and so does white space between the start of a line and one.
 */
final class Lexer {

  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{",
          "}", "<", ">", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String text = source.replace("\r\n", "\n").replace('\r', '\n');
    // a template file ends with a line end that is not part of the template
    Lexer lexer = new Lexer(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int open = nextOpening();
      if (open < 0) {
        data(source.substring(at));
        advanceTo(source.length());
        break;
      }
      char kind = source.charAt(open + 1);
      char sign = signAt(open + 2);
      data(stripped(source.substring(at, open), kind, sign));
      advanceTo(open);
      switch (kind) {
        case '#' -> comment();
        case '{' -> inside(Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END, "}}", sign);
        default -> {
          int raw = rawEnd(sign);
          if (raw >= 0) {
            raw(raw);
          } else {
            inside(Token.Kind.TAG_BEGIN, Token.Kind.TAG_END, "%}", sign);
          }
        }
      }
    }
    tokens.add(new Token(Token.Kind.END, "", line));
  }

  private int nextOpening() {
    for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); ) {
      char next = source.charAt(i + 1);
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
      i = source.indexOf('{', i + 1);
    }
    return -1;
  }

  private char signAt(int index) {
    char sign = index < source.length() ? source.charAt(index) : ' ';
    return sign == '-' || sign == '+' ? sign : ' ';
  }

  private String stripped(String text, char kind, char sign) {
    if (sign == '-') {
      return Strings.rstrip(text);
    }
    if (sign == '+' || kind == '{') {
      return text;
    }
    int start = text.lastIndexOf('\n') + 1;
    boolean fromLineStart = start > 0 || lineStarts;
    return fromLineStart && Strings.isBlank(text.substring(start))
        ? text.substring(0, start)
        : text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Token.Kind.DATA, text, line));
    }
  }

  private void advanceTo(int end) {
    for (int i = at; i < end; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    if (end > at) {
      lineStarts = source.charAt(end - 1) == '\n';
    }
    at = end;
  }

  /** Skips what belongs to a closing delimiter that ends at {@code end}. */
  private void closeAt(int end, char sign, boolean trims) {
    int after = end;
    if (sign == '-') {
      while (after < source.length() && Strings.isSpace(source.charAt(after))) {
        after++;
      }
    } else if (sign != '+' && trims && after < source.length() && source.charAt(after) == '\n') {
      after++;
    }
    advanceTo(after);
  }

  private void comment() {
    int end = source.indexOf("#}", at + 2);
    if (end < 0) {
      throw new TemplateError("a comment {# is not closed", line);
    }
    closeAt(end + 2, end - 1 >= at + 2 ? signAt(end - 1) : ' ', true);
  }

  /** The index after <code>{% raw %}</code> if this is one, else -1. */
  private int rawEnd(char sign) {
    int i = skipSpace(at + 2 + (sign == ' ' ? 0 : 1));
    if (!source.startsWith("raw", i)) {
      return -1;
    }
    i = skipSpace(i + 3);
    if (source.startsWith("-%}", i)) {
      return skipSpace(i + 3);
    }
    return source.startsWith("%}", i) ? i + 2 : -1;
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && Strings.isSpace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private void raw(int begin) {
    int started = line;
    advanceTo(begin);
    for (int open = source.indexOf("{%", at); open >= 0; open = source.indexOf("{%", open + 1)) {
      char sign = signAt(open + 2);
      int name = skipSpace(open + 2 + (sign == ' ' ? 0 : 1));
      int end = source.startsWith("endraw", name) ? skipSpace(name + 6) : source.length();
      char closing = signAt(end);
      int close = end + (closing == ' ' ? 0 : 1);
      if (source.startsWith("%}", close)) {
        data(stripped(source.substring(at, open), '%', sign));
        advanceTo(open);
        closeAt(close + 2, closing, true);
        return;
      }
    }
    throw new TemplateError("{% raw %} is not closed", started);
  }

  private void inside(Token.Kind begin, Token.Kind end, String close, char sign) {
    tokens.add(new Token(begin, "", line));
    int started = line;
    advanceTo(at + 2 + (sign == ' ' ? 0 : 1));
    List<Character> open = new ArrayList<>();
    while (true) {
      advanceTo(skipSpace(at));
      if (at >= source.length()) {
        throw new TemplateError("a tag that begins here is not closed by " + close, started);
      }
      char signBefore = signAt(at);
      int closing = signBefore == ' ' ? at : at + 1;
      if (open.isEmpty() && source.startsWith(close, closing)) {
        if (signBefore != '+' || end == Token.Kind.TAG_END) {
          tokens.add(new Token(end, "", line));
          closeAt(closing + 2, signBefore, end == Token.Kind.TAG_END);
          return;
        }
      }
      token(open);
    }
  }

  private void token(List<Character> open) {
    char first = source.charAt(at);
    if (first == '"' || first == '\'') {
      string(first);
    } else if (first >= '0' && first <= '9') {
      number();
    } else if (Character.isUnicodeIdentifierStart(first) || first == '_') {
      int end = at;
      while (end < source.length() && Character.isUnicodeIdentifierPart(source.charAt(end))) {
        end++;
      }
      add(Token.Kind.NAME, end);
    } else {
      operator(open);
    }
  }

  private void operator(List<Character> open) {
    String operator =
        OPERATORS.stream()
            .filter(candidate -> source.startsWith(candidate, at))
            .findFirst()
            .orElseThrow(() ->
                new TemplateError("unexpected character \"" + source.charAt(at) + "\"", line));
    char sign = operator.charAt(0);
    switch (sign) {
      case '(' -> open.add(')');
      case '[' -> open.add(']');
      case '{' -> open.add('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.removeLast() != sign) {
          throw new TemplateError("unexpected \"" + sign + "\"", line);
        }
      }
      default -> {}
    }
    add(Token.Kind.OPERATOR, at + operator.length());
  }

  private void add(Token.Kind kind, int end) {
    tokens.add(new Token(kind, source.substring(at, end), line));
    advanceTo(end);
  }

  /** {@code 0x1f}, {@code 0o17}, {@code 0b11}. */
  private boolean otherBase() {
    int base =
        at + 1 < source.length() && source.charAt(at) == '0'
            ? switch (source.charAt(at + 1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> 0;
            }
            : 0;
    int end = at + 2;
    while (base > 0 && end < source.length() && Character.digit(source.charAt(end), base) >= 0) {
      end++;
    }
    if (base == 0 || end == at + 2 || end - at > 17) {
      return false;
    }
    long value = Long.parseLong(source.substring(at + 2, end), base);
    tokens.add(new Token(Token.Kind.INTEGER, Long.toString(value), line));
    advanceTo(end);
    return true;
  }

  private void number() {
    if (otherBase()) {
      return;
    }
    int end = digits(at);
    boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
    boolean isFloat = false;
    if (!afterDot && end + 1 < source.length() && source.charAt(end) == '.' && isDigit(end + 1)) {
      end = digits(end + 1);
      isFloat = true;
    }
    if (!afterDot && end < source.length() && (source.charAt(end) | 32) == 'e') {
      int exponent =
          end + 1 < source.length() && "+-".indexOf(source.charAt(end + 1)) >= 0
              ? end + 2
              : end + 1;
      if (isDigit(exponent)) {
        end = digits(exponent);
        isFloat = true;
      }
    }
    String text = source.substring(at, end).replace("_", "");
    tokens.add(new Token(isFloat ? Token.Kind.FLOAT : Token.Kind.INTEGER, text, line));
    advanceTo(end);
  }

  private boolean isDigit(int index) {
    return index < source.length() && source.charAt(index) >= '0' && source.charAt(index) <= '9';
  }

  private int digits(int from) {
    int i = from;
    while (isDigit(i) || (i < source.length() && source.charAt(i) == '_' && isDigit(i + 1))) {
      i++;
    }
    return i;
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new TemplateError("a text that begins here is not closed by " + quote, line);
    }
    tokens.add(new Token(Token.Kind.STRING, unescaped(source.substring(at + 1, end)), line));
    advanceTo(end + 1);
  }

  private String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char kind = text.charAt(++i);
      int plain = "\\'\"abfnrtv\n".indexOf(kind);
      if (kind == 'x' || kind == 'u' || kind == 'U') {
        int length = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
        out.appendCodePoint(codePoint(text, i + 1, length));
        i += length;
      } else if (plain >= 0 && kind != '\n') {
        out.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(plain));
      } else if (kind >= '0' && kind <= '7') {
        int value = 0;
        int length = 0;
        while (length < 3 && i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
          value = value * 8 + text.charAt(i++) - '0';
          length++;
        }
        i--;
        out.append((char) value);
      } else if (kind != '\n') { // an escaped line end is left out
        out.append('\\').append(kind);
      }
    }
    return out.toString();
  }

  private int codePoint(String text, int from, int length) {
    try {
      int point = Integer.parseInt(text.substring(from, from + length), 16);
      if (Character.isValidCodePoint(point)) {
        return point;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException broken) {
      throw new TemplateError("a text has a broken escape", line);
    }
    throw new TemplateError("a text has a broken escape", line);
  }
}
