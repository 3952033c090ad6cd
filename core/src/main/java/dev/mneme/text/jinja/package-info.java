/**
 * The part of Jinja that chat templates use, as transformers runs it: lexer, parser, interpreter.
 *
 * <p>Entry type: {@link dev.mneme.text.jinja.Template}.
 *
 * <p>Invariants: a template can reach nothing but the values it is given (null, truth values,
 * numbers, texts, lists, maps) and the functions listed in this package; no value can be changed
 * but a {@code namespace}. Steps, time, output, memory and nesting are bounded.
 */
@NullMarked
package dev.mneme.text.jinja;

import org.jspecify.annotations.NullMarked;
