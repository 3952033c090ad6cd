package dev.mneme.text.jinja;

import java.util.List;

/**
 * What a template made.
 *
 * @param text all of it
 * @param generated the parts within {@code {% generation %}}, in order
 */
public record Rendered(String text, List<Span> generated) {

  public Rendered {
    generated = List.copyOf(generated);
  }

  /** Characters of a text, from the first to before the last. */
  public record Span(int from, int to) {}
}
