package dev.mneme.text.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs statements, writing into the whole text or into the text of a block. */
final class Interpreter {

  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private final StringBuilder whole = new StringBuilder();
  private final List<Rendered.Span> generated = new ArrayList<>();

  Interpreter(Budget budget) {
    this.budget = budget;
    this.evaluator = new Evaluator(budget);
  }

  Rendered run(List<Statement> statements, Scope scope) {
    run(statements, scope, whole);
    return new Rendered(whole.toString(), generated);
  }

  private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
    for (Statement statement : statements) {
      budget.enter();
      try {
        Flow flow = run(statement, scope, out);
        if (flow != Flow.ON) {
          return flow;
        }
      } catch (TemplateError error) {
        throw error.at(statement.line());
      } finally {
        budget.leave();
      }
    }
    return Flow.ON;
  }

  private void write(StringBuilder out, String text) {
    budget.text(text.length());
    if ((long) out.length() + text.length() > Budget.LONGEST_TEXT) {
      throw new TemplateError(
          "its text would have more than %,d characters".formatted(Budget.LONGEST_TEXT));
    }
    out.append(text);
  }

  private String captured(List<Statement> body, Scope scope) {
    StringBuilder out = new StringBuilder();
    run(body, scope, out);
    return out.toString();
  }

  private Flow run(Statement statement, Scope scope, StringBuilder out) {
    switch (statement) {
      case Statement.Text text -> write(out, text.text());
      case Statement.Print print ->
          write(out, Formats.str(evaluator.evaluate(print.value(), scope), budget));
      case Statement.If branch -> {
        boolean holds = Values.truth(evaluator.evaluate(branch.test(), scope));
        return run(holds ? branch.then() : branch.otherwise(), scope, out);
      }
      case Statement.For loop ->
          loop(loop, evaluator.evaluate(loop.values(), scope), scope, out, 1);
      case Statement.Assign assign ->
          assign(assign.target(), evaluator.evaluate(assign.value(), scope), scope);
      case Statement.AssignBlock block ->
          assign(
              block.target(),
              filtered(block.filters(), captured(block.body(), new Scope(scope)), scope),
              scope);
      case Statement.Macro macro ->
          scope.set(macro.name(), macro(macro.name(), macro.parameters(), macro.body(), scope));
      case Statement.CallBlock block -> {
        Map<String, @Nullable Object> caller = new HashMap<>();
        caller.put("caller", macro("caller", block.parameters(), block.body(), scope));
        write(out, Formats.str(evaluator.call(block.call(), scope, caller), budget));
      }
      case Statement.FilterBlock block ->
          write(
              out,
              Formats.str(
                  filtered(block.filters(), captured(block.body(), new Scope(scope)), scope),
                  budget));
      case Statement.With with -> {
        Scope inner = new Scope(scope);
        for (int i = 0; i < with.targets().size(); i++) {
          assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), scope), inner);
        }
        return run(with.body(), inner, out);
      }
      case Statement.Generation generation -> {
        String text = captured(generation.body(), new Scope(scope));
        generated.add(new Rendered.Span(whole.length(), whole.length() + text.length()));
        write(out, text);
      }
      case Statement.Break stop -> {
        return Flow.BREAK;
      }
      case Statement.Continue next -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  private @Nullable Object filtered(List<Statement.Filtering> filters, String text, Scope scope) {
    Object value = text;
    for (Statement.Filtering filter : filters) {
      value = evaluator.filtered(filter, Formats.str(value, budget), scope);
    }
    return value;
  }

  private void loop(
      Statement.For loop, @Nullable Object values, Scope scope, StringBuilder out, int depth) {
    List<@Nullable Object> items = kept(loop, Values.items(values, budget), scope);
    Function again =
        passed -> {
          if (!loop.recursive()) {
            throw new TemplateError("this loop is not recursive");
          }
          StringBuilder inner = new StringBuilder();
          loop(loop, passed.need(0, "iterable"), scope, inner, depth + 1);
          return inner.toString();
        };
    Loop state = new Loop(items, depth, again, budget);
    for (int i = 0; i < items.size(); i++) {
      budget.steps(Budget.LOOP);
      Scope inner = new Scope(scope);
      state.at(i);
      inner.set("loop", state);
      assign(loop.target(), items.get(i), inner);
      if (run(loop.body(), inner, out) == Flow.BREAK) {
        break;
      }
    }
    if (items.isEmpty()) {
      run(loop.otherwise(), new Scope(scope), out);
    }
  }

  private List<@Nullable Object> kept(
      Statement.For loop, List<@Nullable Object> items, Scope scope) {
    Expression test = loop.test();
    if (test == null) {
      return items;
    }
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : items) {
      Scope inner = new Scope(scope);
      assign(loop.target(), item, inner);
      if (Values.truth(evaluator.evaluate(test, inner))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private void assign(Statement.Target target, @Nullable Object value, Scope scope) {
    switch (target) {
      case Statement.Target.Name name -> scope.set(name.name(), value);
      case Statement.Target.NamespaceItem item -> {
        if (!(scope.get(item.namespace()) instanceof Namespace namespace)) {
          throw new TemplateError("\"" + item.namespace() + "\" is not a namespace");
        }
        namespace.set(item.name(), value);
      }
      case Statement.Target.Names names -> {
        List<@Nullable Object> items = Values.items(value, budget);
        if (items.size() != names.targets().size()) {
          throw new TemplateError(
              "%d names for %d values".formatted(names.targets().size(), items.size()));
        }
        for (int i = 0; i < items.size(); i++) {
          assign(names.targets().get(i), items.get(i), scope);
        }
      }
    }
  }

  private Function macro(
      String name, List<Statement.Parameter> parameters, List<Statement> body, Scope around) {
    List<String> names = parameters.stream().map(Statement.Parameter::name).toList();
    return passed -> {
      if (passed.positional().size() > names.size()) {
        throw new TemplateError(
            "%s takes at most %d arguments, not %d"
                .formatted(name, names.size(), passed.positional().size()));
      }
      for (String given : passed.named().keySet()) {
        if (!names.contains(given) && !given.equals("caller")) {
          throw new TemplateError("%s takes no argument \"%s\"".formatted(name, given));
        }
      }
      Scope scope = new Scope(around);
      if (passed.named().containsKey("caller")) {
        scope.set("caller", passed.named().get("caller"));
      }
      for (int i = 0; i < names.size(); i++) {
        Expression otherwise = parameters.get(i).otherwise();
        scope.set(
            names.get(i),
            passed.has(i, names.get(i)) || otherwise == null
                ? passed.get(
                    i,
                    names.get(i),
                    new Undefined("the argument '" + names.get(i) + "' is missing"))
                : evaluator.evaluate(otherwise, scope));
      }
      return captured(body, scope);
    };
  }
}
