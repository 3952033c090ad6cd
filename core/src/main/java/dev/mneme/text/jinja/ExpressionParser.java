package dev.mneme.text.jinja;

import dev.mneme.text.jinja.Expression.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens to expressions, from what binds least to what binds most: {@code if else}, {@code or},
 * {@code and}, {@code not}, comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **},
 * signs, then attributes, calls, filters and tests.
 */
final class ExpressionParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final Tokens tokens;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** One expression, or several with commas between them as a tuple. */
  Expression tuple(boolean withChoice) {
    int line = tokens.peek().line();
    Expression first = withChoice ? expression() : or();
    if (!tokens.peek().is(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.skip(",")) {
      if (endsTuple()) {
        break;
      }
      items.add(withChoice ? expression() : or());
    }
    return new Expression.ListOf(items, true, line);
  }

  private boolean endsTuple() {
    return switch (tokens.peek().kind()) {
      case TAG_END, PRINT_END -> true;
      default -> tokens.peek().is(")");
    };
  }

  Expression expression() {
    tokens.enter();
    Expression value = or();
    while (tokens.peek().isName("if")) {
      int line = tokens.next().line();
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Choice(test, value, otherwise, line);
    }
    tokens.leave();
    return value;
  }

  private Expression or() {
    Expression left = and();
    while (tokens.peek().isName("or")) {
      int line = tokens.next().line();
      left = new Expression.Logic(false, left, and(), line);
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.peek().isName("and")) {
      int line = tokens.next().line();
      left = new Expression.Logic(true, left, not(), line);
    }
    return left;
  }

  private Expression not() {
    if (!tokens.peek().isName("not")) {
      return compare();
    }
    int line = tokens.next().line();
    tokens.enter();
    Expression value = not();
    tokens.leave();
    return new Expression.Not(value, line);
  }

  private Expression compare() {
    int line = tokens.peek().line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      Token token = tokens.peek();
      if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (token.isName("not") && tokens.peekNext().isName("in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        break;
      }
      others.add(sum());
    }
    return operators.isEmpty() ? first : new Expression.Compare(first, operators, others, line);
  }

  private Expression sum() {
    Expression left = concat();
    while (tokens.peek().is("+") || tokens.peek().is("-")) {
      Token operator = tokens.next();
      left = new Expression.Binary(operator.text(), left, concat(), operator.line());
    }
    return left;
  }

  private Expression concat() {
    int line = tokens.peek().line();
    Expression first = product();
    if (!tokens.peek().is("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skip("~")) {
      parts.add(product());
    }
    return new Expression.Concat(parts, line);
  }

  private Expression product() {
    Expression left = power();
    while (tokens.peek().kind() == Token.Kind.OPERATOR
        && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
      Token operator = tokens.next();
      left = new Expression.Binary(operator.text(), left, power(), operator.line());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (tokens.peek().is("**")) {
      int line = tokens.next().line();
      left = new Expression.Binary("**", left, unary(true), line);
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    Token token = tokens.peek();
    Expression value;
    if (token.is("-") || token.is("+")) {
      tokens.next();
      tokens.enter();
      value = new Expression.Sign(unary(false), token.is("-"), token.line());
      tokens.leave();
    } else {
      value = primary();
    }
    value = postfix(value);
    return withFilters ? filtered(value) : value;
  }

  private Expression primary() {
    Token token = tokens.next();
    int line = token.line();
    return switch (token.kind()) {
      case NAME ->
          switch (token.text()) {
            case "true", "True" -> new Expression.Constant(true, line);
            case "false", "False" -> new Expression.Constant(false, line);
            case "none", "None" -> new Expression.Constant(null, line);
            default -> new Expression.Variable(token.text(), line);
          };
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.peek().kind() == Token.Kind.STRING) {
          text.append(tokens.next().text());
        }
        yield new Expression.Constant(text.toString(), line);
      }
      case INTEGER -> new Expression.Constant(integer(token), line);
      case FLOAT -> new Expression.Constant(Double.valueOf(token.text()), line);
      case OPERATOR -> bracketed(token);
      default -> throw unexpected(token);
    };
  }

  private static long integer(Token token) {
    try {
      return Long.parseLong(token.text());
    } catch (NumberFormatException large) {
      throw new TemplateError("the number " + token.text() + " is too large", token.line());
    }
  }

  private Expression bracketed(Token token) {
    return switch (token.text()) {
      case "(" -> {
        if (tokens.skip(")")) {
          yield new Expression.ListOf(List.of(), true, token.line());
        }
        Expression inner = tuple(true);
        tokens.expectOperator(")");
        yield inner;
      }
      case "[" -> {
        List<Expression> items = new ArrayList<>();
        while (!tokens.peek().is("]")) {
          if (!items.isEmpty()) {
            tokens.expectOperator(",");
            if (tokens.peek().is("]")) {
              break;
            }
          }
          items.add(expression());
        }
        tokens.expectOperator("]");
        yield new Expression.ListOf(items, false, token.line());
      }
      case "{" -> dict(token.line());
      default -> throw unexpected(token);
    };
  }

  private Expression dict(int line) {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.peek().is("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.peek().is("}")) {
          break;
        }
      }
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
    }
    tokens.expectOperator("}");
    return new Expression.DictOf(keys, values, line);
  }

  private static TemplateError unexpected(Token token) {
    return new TemplateError("unexpected " + token.shown(), token.line());
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      Token token = tokens.peek();
      if (token.is(".")) {
        tokens.next();
        value = attribute(value, tokens.next());
      } else if (token.is("[")) {
        tokens.next();
        value = subscript(value, token.line());
        tokens.expectOperator("]");
      } else if (token.is("(")) {
        value = new Expression.Call(value, arguments(), token.line());
      } else {
        return value;
      }
    }
  }

  private static Expression attribute(Expression value, Token name) {
    return switch (name.kind()) {
      case NAME -> new Expression.Attribute(value, name.text(), name.line());
      case INTEGER ->
          new Expression.Item(
              value, new Expression.Constant(integer(name), name.line()), name.line());
      default -> throw unexpected(name);
    };
  }

  private Expression subscript(Expression value, int line) {
    @Nullable Expression[] parts = new Expression[3];
    int colons = 0;
    while (!tokens.peek().is("]")) {
      if (tokens.skip(":")) {
        if (++colons > 2) {
          throw new TemplateError("a slice has at most two colons", line);
        }
      } else if (parts[colons] == null) {
        parts[colons] = colons == 0 ? tuple(true) : expression();
      } else {
        throw unexpected(tokens.peek());
      }
    }
    Expression first = parts[0];
    if (colons > 0) {
      return new Expression.Slice(value, first, parts[1], parts[2], line);
    }
    if (first == null) {
      throw unexpected(tokens.peek());
    }
    return new Expression.Item(value, first, line);
  }

  private Expression filtered(Expression start) {
    Expression value = start;
    while (true) {
      Token token = tokens.peek();
      if (token.is("|")) {
        tokens.next();
        String name = dotted();
        Filters.require(name, token.line());
        Arguments arguments = tokens.peek().is("(") ? arguments() : Arguments.NONE;
        value = new Expression.Filter(value, name, arguments, token.line());
      } else if (token.isName("is")) {
        tokens.next();
        value = test(value, token.line());
      } else if (token.is("(")) {
        value = new Expression.Call(value, arguments(), token.line());
      } else {
        return value;
      }
    }
  }

  /** The filters of a block: {@code trim|upper}, with a bar in front unless {@code first}. */
  List<Statement.Filtering> filters(boolean first) {
    List<Statement.Filtering> filters = new ArrayList<>();
    boolean expected = first;
    while (expected || tokens.peek().is("|")) {
      if (!expected) {
        tokens.next();
      }
      expected = false;
      int line = tokens.peek().line();
      String name = dotted();
      Filters.require(name, line);
      Arguments arguments = tokens.peek().is("(") ? arguments() : Arguments.NONE;
      filters.add(new Statement.Filtering(name, arguments, line));
    }
    return filters;
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
    while (tokens.skip(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression value, int line) {
    boolean negated = tokens.skipName("not");
    String name = dotted();
    Tests.require(name, line);
    Arguments arguments = Arguments.NONE;
    Token next = tokens.peek();
    if (next.is("(")) {
      arguments = arguments();
    } else if (takesArgument(next)) {
      if (next.isName("is")) {
        throw new TemplateError("two tests in a row; put the first in parentheses", line);
      }
      arguments = new Arguments(List.of(postfix(primary())), Map.of(), null, null);
    }
    Expression test = new Expression.Test(value, name, arguments, line);
    return negated ? new Expression.Not(test, line) : test;
  }

  private static boolean takesArgument(Token next) {
    return switch (next.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME ->
          !Set.of("else", "or", "and", "if", "in", "not", "recursive").contains(next.text());
      default -> next.is("[") || next.is("{");
    };
  }

  private Arguments arguments() {
    tokens.enter();
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression allPositional = null;
    Expression allNamed = null;
    boolean first = true;
    while (!tokens.peek().is(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.peek().is(")")) {
          break;
        }
      }
      first = false;
      Token token = tokens.peek();
      if (tokens.skip("*")) {
        allPositional = expression();
      } else if (tokens.skip("**")) {
        allNamed = expression();
      } else if (token.kind() == Token.Kind.NAME && tokens.peekNext().is("=")) {
        tokens.next();
        tokens.next();
        named.put(token.text(), expression());
      } else if (named.isEmpty() && allPositional == null && allNamed == null) {
        positional.add(expression());
      } else {
        throw new TemplateError("an argument without a name after one with", token.line());
      }
    }
    tokens.expectOperator(")");
    tokens.leave();
    return new Arguments(positional, named, allPositional, allNamed);
  }
}
