package dev.mneme.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has a value. {@code line} is where it stands in the template. */
sealed interface Expression {

  int line();

  record Constant(@Nullable Object value, int line) implements Expression {}

  record Variable(String name, int line) implements Expression {}

  record ListOf(List<Expression> items, boolean tuple, int line) implements Expression {}

  record DictOf(List<Expression> keys, List<Expression> values, int line) implements Expression {}

  /** {@code value.name}. */
  record Attribute(Expression value, String name, int line) implements Expression {}

  /** {@code value[index]}. */
  record Item(Expression value, Expression index, int line) implements Expression {}

  record Slice(
      Expression value,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step,
      int line)
      implements Expression {}

  record Call(Expression function, Arguments arguments, int line) implements Expression {}

  record Filter(Expression value, String name, Arguments arguments, int line)
      implements Expression {}

  record Test(Expression value, String name, Arguments arguments, int line) implements Expression {}

  record Not(Expression value, int line) implements Expression {}

  /** {@code -} or {@code +}. */
  record Sign(Expression value, boolean negative, int line) implements Expression {}

  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {}

  /** {@code and} or {@code or}: the value that decides. */
  record Logic(boolean and, Expression left, Expression right, int line) implements Expression {}

  record Concat(List<Expression> parts, int line) implements Expression {}

  /** {@code a < b < c}; {@code in} and {@code not in} are comparisons too. */
  record Compare(Expression first, List<String> operators, List<Expression> others, int line)
      implements Expression {}

  record Choice(Expression test, Expression then, @Nullable Expression otherwise, int line)
      implements Expression {}

  /** What stands in the parentheses of a call. */
  record Arguments(
      List<Expression> positional,
      Map<String, Expression> named,
      @Nullable Expression allPositional,
      @Nullable Expression allNamed) {

    static final Arguments NONE = new Arguments(List.of(), Map.of(), null, null);
  }
}
