package dev.mneme.text.jinja;

import java.util.List;

/** The tokens still to be read, and how deep within each other their parts stand. */
final class Tokens {

  private static final int DEEPEST = 150;

  private final List<Token> tokens;
  private int at;
  private int depth;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekNext() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  /** The end is never passed. */
  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean skip(String operator) {
    if (peek().is(operator)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipName(String name) {
    if (peek().isName(name)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Token.Kind kind) {
    Token token = next();
    if (token.kind() != kind) {
      String wanted =
          switch (kind) {
            case PRINT_END -> "\"}}\"";
            case TAG_END -> "\"%}\"";
            case NAME -> "a name";
            default -> kind.toString();
          };
      throw new TemplateError("expected " + wanted + ", found " + token.shown(), token.line());
    }
    return token;
  }

  void expectOperator(String operator) {
    Token token = next();
    if (!token.is(operator)) {
      throw new TemplateError(
          "expected \"" + operator + "\", found " + token.shown(), token.line());
    }
  }

  void expectName(String name) {
    Token token = next();
    if (!token.isName(name)) {
      throw new TemplateError("expected \"" + name + "\", found " + token.shown(), token.line());
    }
  }

  void enter() {
    if (++depth > DEEPEST) {
      throw new TemplateError("more than " + DEEPEST + " parts within each other", peek().line());
    }
  }

  void leave() {
    depth--;
  }
}
