package dev.mneme.text.jinja;

/** What goes wrong within a template; the template adds the line and tells the user. */
final class TemplateError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Line of the template, or 0 while it is not known. */
  private final int line;

  TemplateError(String message) {
    this(message, 0);
  }

  TemplateError(String message, int line) {
    super(message, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }

  TemplateError at(int where) {
    return line > 0 ? this : new TemplateError(String.valueOf(getMessage()), where);
  }
}
