package dev.mneme.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template does, in order. */
sealed interface Statement {

  int line();

  record Text(String text, int line) implements Statement {}

  record Print(Expression value, int line) implements Statement {}

  record If(Expression test, List<Statement> then, List<Statement> otherwise, int line)
      implements Statement {}

  record For(
      Target target,
      Expression values,
      @Nullable Expression test,
      List<Statement> body,
      List<Statement> otherwise,
      boolean recursive,
      int line)
      implements Statement {}

  record Assign(Target target, Expression value, int line) implements Statement {}

  /** {@code {% set x %}…{% endset %}}, perhaps through filters. */
  record AssignBlock(Target target, List<Filtering> filters, List<Statement> body, int line)
      implements Statement {}

  record Macro(String name, List<Parameter> parameters, List<Statement> body, int line)
      implements Statement {}

  /** {@code {% call(x) f() %}…{% endcall %}}. */
  record CallBlock(Expression.Call call, List<Parameter> parameters, List<Statement> body, int line)
      implements Statement {}

  record FilterBlock(List<Filtering> filters, List<Statement> body, int line)
      implements Statement {}

  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  /** What the assistant says. */
  record Generation(List<Statement> body, int line) implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  record Parameter(String name, @Nullable Expression otherwise) {}

  record Filtering(String name, Expression.Arguments arguments, int line) {}

  /** Where an assignment goes. */
  sealed interface Target {
    record Name(String name) implements Target {}

    record NamespaceItem(String namespace, String name) implements Target {}

    record Names(List<Target> targets) implements Target {}
  }
}
