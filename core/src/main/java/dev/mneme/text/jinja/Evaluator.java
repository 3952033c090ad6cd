package dev.mneme.text.jinja;

import dev.mneme.text.jinja.Expression.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of expressions. */
final class Evaluator {

  private final Budget budget;
  private final Members members;
  private final Filters filters;
  private final Tests tests;

  Evaluator(Budget budget) {
    this.budget = budget;
    this.members = new Members(budget);
    this.tests = new Tests(budget);
    this.filters = new Filters(budget, tests, members);
  }

  @Nullable Object evaluate(Expression expression, Scope scope) {
    budget.enter();
    try {
      return value(expression, scope);
    } catch (TemplateError error) {
      throw error.at(expression.line());
    } finally {
      budget.leave();
    }
  }

  private @Nullable Object value(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Constant constant -> constant.value();
      case Expression.Variable variable -> scope.get(variable.name());
      case Expression.ListOf list -> {
        List<@Nullable Object> items = new ArrayList<>(list.items().size());
        list.items().forEach(item -> items.add(evaluate(item, scope)));
        budget.list(items.size());
        yield list.tuple() ? new Tuple(items) : items;
      }
      case Expression.DictOf dict -> {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < dict.keys().size(); i++) {
          map.put(
              Values.key(evaluate(dict.keys().get(i), scope)),
              evaluate(dict.values().get(i), scope));
        }
        budget.list(map.size());
        yield map;
      }
      case Expression.Attribute attribute -> {
        Object value = evaluate(attribute.value(), scope);
        yield value instanceof Loop loop
            ? loop.get(attribute.name())
            : members.attribute(value, attribute.name());
      }
      case Expression.Item item -> {
        Object value = evaluate(item.value(), scope);
        Object key = evaluate(item.index(), scope);
        yield value instanceof Loop loop && key instanceof String name
            ? loop.get(name)
            : members.item(value, key);
      }
      case Expression.Slice slice ->
          Values.slice(
              evaluate(slice.value(), scope),
              optional(slice.start(), scope),
              optional(slice.stop(), scope),
              optional(slice.step(), scope),
              budget);
      case Expression.Call call -> call(call, scope, Map.of());
      case Expression.Filter filter ->
          filters.apply(
              filter.name(),
              evaluate(filter.value(), scope),
              passed(filter.arguments(), scope, Map.of()));
      case Expression.Test test -> {
        Passed passed = passed(test.arguments(), scope, Map.of());
        if (!passed.named().isEmpty()) {
          throw new TemplateError("tests take no named arguments");
        }
        yield tests.of(test.name(), evaluate(test.value(), scope), passed.positional());
      }
      case Expression.Not not -> !Values.truth(evaluate(not.value(), scope));
      case Expression.Sign sign -> signed(evaluate(sign.value(), scope), sign.negative());
      case Expression.Binary binary ->
          Values.binary(
              binary.operator(),
              evaluate(binary.left(), scope),
              evaluate(binary.right(), scope),
              budget);
      case Expression.Logic logic -> {
        Object left = evaluate(logic.left(), scope);
        yield Values.truth(left) == logic.and() ? evaluate(logic.right(), scope) : left;
      }
      case Expression.Concat concat -> {
        StringBuilder text = new StringBuilder();
        for (Expression part : concat.parts()) {
          String piece = Formats.str(evaluate(part, scope), budget);
          budget.text((long) text.length() + piece.length());
          text.append(piece);
        }
        yield text.toString();
      }
      case Expression.Compare compare -> compare(compare, scope);
      case Expression.Choice choice -> {
        if (Values.truth(evaluate(choice.test(), scope))) {
          yield evaluate(choice.then(), scope);
        }
        Expression otherwise = choice.otherwise();
        yield otherwise == null
            ? new Undefined("the condition is false and there is no else")
            : evaluate(otherwise, scope);
      }
    };
  }

  private @Nullable Object optional(@Nullable Expression expression, Scope scope) {
    return expression == null ? null : evaluate(expression, scope);
  }

  private Object compare(Expression.Compare compare, Scope scope) {
    Object left = evaluate(compare.first(), scope);
    for (int i = 0; i < compare.operators().size(); i++) {
      Object right = evaluate(compare.others().get(i), scope);
      if (!Tests.compare(compare.operators().get(i), left, right, budget)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private static Object signed(@Nullable Object value, boolean negative) {
    Number number = Values.number(value);
    if (number == null) {
      throw Values.undefinedFirst(value, null, Values.typeOf(value) + " has no sign");
    }
    if (number instanceof Long whole) {
      return negative ? Arithmetic.of("-", 0L, whole) : whole;
    }
    return negative ? -number.doubleValue() : number;
  }

  /** A call, with more named arguments than those written. */
  @Nullable Object call(Expression.Call call, Scope scope, Map<String, @Nullable Object> more) {
    Object function = evaluate(call.function(), scope);
    if (function instanceof Function callable) {
      return callable.call(passed(call.arguments(), scope, more));
    }
    throw Values.undefinedFirst(function, null, Values.typeOf(function) + " is not a function");
  }

  @Nullable Object filtered(Statement.Filtering filter, String text, Scope scope) {
    return filters.apply(filter.name(), text, passed(filter.arguments(), scope, Map.of()));
  }

  private Passed passed(Arguments arguments, Scope scope, Map<String, @Nullable Object> more) {
    List<@Nullable Object> positional = new ArrayList<>(arguments.positional().size());
    arguments.positional().forEach(argument -> positional.add(evaluate(argument, scope)));
    if (arguments.allPositional() != null) {
      positional.addAll(Values.items(optional(arguments.allPositional(), scope), budget));
      budget.list(positional.size());
    }
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    arguments.named().forEach((name, argument) -> named.put(name, evaluate(argument, scope)));
    if (arguments.allNamed() != null) {
      if (!(optional(arguments.allNamed(), scope) instanceof Map<?, ?> map)) {
        throw new TemplateError("** needs a map");
      }
      budget.list(map.size());
      map.forEach((name, value) -> named.put(String.valueOf(name), value));
    }
    named.putAll(more);
    return new Passed(positional, named);
  }
}
