package dev.mneme.text.jinja;

import org.jspecify.annotations.Nullable;

/** What a template can call. */
@FunctionalInterface
interface Function {

  @Nullable Object call(Passed arguments);
}
