package dev.mneme.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code loop} knows within {@code for}; called, it is the loop over other values. */
final class Loop implements Function {

  private final List<@Nullable Object> items;
  private final int depth;
  private final Function again;
  private final Budget budget;
  private int index;
  private @Nullable List<@Nullable Object> last;

  Loop(List<@Nullable Object> items, int depth, Function again, Budget budget) {
    this.items = items;
    this.depth = depth;
    this.again = again;
    this.budget = budget;
  }

  void at(int position) {
    index = position;
  }

  @Override
  public @Nullable Object call(Passed arguments) {
    return again.call(arguments);
  }

  @Nullable Object get(String name) {
    int size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) size - index;
      case "revindex0" -> size - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> (long) size;
      case "depth" -> (long) depth;
      case "depth0" -> depth - 1L;
      case "previtem" ->
          index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
      case "nextitem" ->
          index + 1 < size ? items.get(index + 1) : new Undefined("there is no next item");
      case "cycle" ->
          (Function)
              passed -> {
                if (passed.positional().isEmpty()) {
                  throw new TemplateError("nothing to cycle through");
                }
                return passed.positional().get(index % passed.positional().size());
              };
      case "changed" -> (Function) this::changed;
      default -> new Undefined("the loop has no \"" + name + "\"");
    };
  }

  private Object changed(Passed passed) {
    boolean changed = last == null || !Values.equal(last, passed.positional(), budget);
    last = passed.positional();
    return changed;
  }
}
