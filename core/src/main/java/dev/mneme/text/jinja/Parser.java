package dev.mneme.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tokens to statements. The order of precedence of expressions is in {@link ExpressionParser}. */
final class Parser {

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(List<Token> tokens) {
    this.tokens = new Tokens(tokens);
    this.expressions = new ExpressionParser(this.tokens);
  }

  static List<Statement> parse(String source) {
    return new Parser(Lexer.tokens(source)).body(Set.of());
  }

  /** Statements up to one of the tags in {@code ends}, whose name is left to be read. */
  private List<Statement> body(Set<String> ends) {
    List<Statement> body = new ArrayList<>();
    int begun = tokens.peek().line();
    tokens.enter();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Text(token.text(), token.line()));
        case PRINT_BEGIN -> {
          body.add(new Statement.Print(expressions.tuple(true), token.line()));
          tokens.expect(Token.Kind.PRINT_END);
        }
        case TAG_BEGIN -> {
          Token name = tokens.peek();
          if (name.kind() != Token.Kind.NAME) {
            throw new TemplateError("a tag begins with a name, not " + name.shown(), name.line());
          }
          if (ends.contains(name.text())) {
            tokens.leave();
            return body;
          }
          tokens.next();
          body.add(statement(name));
        }
        default -> {
          if (ends.isEmpty()) {
            return body;
          }
          throw new TemplateError(
              "a tag is not closed by " + String.join(" or ", ends.stream().sorted().toList()),
              begun);
        }
      }
    }
  }

  /** Reads the end tag whose name comes next. */
  private void close() {
    tokens.next();
    tokens.expect(Token.Kind.TAG_END);
  }

  private void endTag() {
    tokens.expect(Token.Kind.TAG_END);
  }

  private Statement statement(Token tag) {
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> branch(line);
      case "for" -> loop(line);
      case "set" -> assign(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" -> {
        List<Statement.Filtering> filters = expressions.filters(true);
        endTag();
        List<Statement> body = body(Set.of("endfilter"));
        close();
        yield new Statement.FilterBlock(filters, body, line);
      }
      case "with" -> with(line);
      case "generation" -> {
        endTag();
        List<Statement> body = body(Set.of("endgeneration"));
        close();
        yield new Statement.Generation(body, line);
      }
      case "break", "continue" -> {
        if (loops == 0) {
          throw new TemplateError("\"" + tag.text() + "\" outside of a loop", line);
        }
        endTag();
        yield tag.text().equals("break") ? new Statement.Break(line) : new Statement.Continue(line);
      }
      default -> throw new TemplateError("unknown tag \"" + tag.text() + "\"", line);
    };
  }

  private Statement branch(int line) {
    Expression test = expressions.tuple(false);
    endTag();
    List<Statement> then = body(Set.of("elif", "else", "endif"));
    Token next = tokens.next();
    List<Statement> otherwise = List.of();
    if (next.isName("elif")) {
      tokens.enter();
      otherwise = List.of(branch(next.line()));
      tokens.leave();
      return new Statement.If(test, then, otherwise, line);
    }
    endTag();
    if (next.isName("else")) {
      otherwise = body(Set.of("endif"));
      close();
    }
    return new Statement.If(test, then, otherwise, line);
  }

  private Statement loop(int line) {
    Statement.Target target = target(false);
    tokens.expectName("in");
    Expression values = expressions.tuple(false);
    Expression test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    endTag();
    loops++;
    List<Statement> body = body(Set.of("else", "endfor"));
    loops--;
    List<Statement> otherwise = List.of();
    Token next = tokens.next();
    endTag();
    if (next.isName("else")) {
      otherwise = body(Set.of("endfor"));
      close();
    }
    return new Statement.For(target, values, test, body, otherwise, recursive, line);
  }

  private Statement assign(int line) {
    Statement.Target target = target(true);
    if (tokens.skip("=")) {
      Expression value = expressions.tuple(true);
      endTag();
      return new Statement.Assign(target, value, line);
    }
    List<Statement.Filtering> filters = expressions.filters(false);
    endTag();
    List<Statement> body = body(Set.of("endset"));
    close();
    return new Statement.AssignBlock(target, filters, body, line);
  }

  private Statement.Target target(boolean namespaces) {
    boolean parenthesised = tokens.skip("(");
    List<Statement.Target> targets = new ArrayList<>();
    boolean several = false;
    while (true) {
      Token name = tokens.expect(Token.Kind.NAME);
      if (Set.of("true", "false", "none", "True", "False", "None").contains(name.text())) {
        throw new TemplateError("cannot assign to " + name.text(), name.line());
      }
      if (namespaces && tokens.skip(".")) {
        targets.add(
            new Statement.Target.NamespaceItem(name.text(), tokens.expect(Token.Kind.NAME).text()));
      } else {
        targets.add(new Statement.Target.Name(name.text()));
      }
      if (!tokens.skip(",")) {
        break;
      }
      several = true;
      if (tokens.peek().kind() != Token.Kind.NAME || tokens.peek().isName("in")) {
        break;
      }
    }
    if (parenthesised) {
      tokens.expectOperator(")");
    }
    return several ? new Statement.Target.Names(targets) : targets.getFirst();
  }

  private List<Statement.Parameter> parameters() {
    List<Statement.Parameter> parameters = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.peek().is(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.peek().is(")")) {
          break;
        }
      }
      Token name = tokens.expect(Token.Kind.NAME);
      Expression otherwise = tokens.skip("=") ? expressions.expression() : null;
      if (otherwise == null && !parameters.isEmpty() && parameters.getLast().otherwise() != null) {
        throw new TemplateError("a parameter without default after one with", name.line());
      }
      parameters.add(new Statement.Parameter(name.text(), otherwise));
    }
    tokens.expectOperator(")");
    return parameters;
  }

  private Statement macro(int line) {
    String name = tokens.expect(Token.Kind.NAME).text();
    List<Statement.Parameter> parameters = parameters();
    endTag();
    return new Statement.Macro(name, parameters, separateBody("endmacro"), line);
  }

  private Statement callBlock(int line) {
    List<Statement.Parameter> parameters = tokens.peek().is("(") ? parameters() : List.of();
    Expression call = expressions.expression();
    if (!(call instanceof Expression.Call calling)) {
      throw new TemplateError("{% call %} needs a call", line);
    }
    endTag();
    return new Statement.CallBlock(calling, parameters, separateBody("endcall"), line);
  }

  /** A loop around a macro is not a loop of its body. */
  private List<Statement> separateBody(String end) {
    int outside = loops;
    loops = 0;
    List<Statement> body = body(Set.of(end));
    loops = outside;
    close();
    return body;
  }

  private Statement with(int line) {
    List<Statement.Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.peek().kind() != Token.Kind.TAG_END) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(new Statement.Target.Name(tokens.expect(Token.Kind.NAME).text()));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    endTag();
    List<Statement> body = body(Set.of("endwith"));
    close();
    return new Statement.With(targets, values, body, line);
  }
}
