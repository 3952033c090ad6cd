/**
 * The commands around language models: what is asked on the command line, text as it is written,
 * and folders converted.
 *
 * <p>Entry types: {@link dev.mneme.app.language.Generate}, {@link dev.mneme.app.language.Chat},
 * {@link dev.mneme.app.language.Convert}; {@link dev.mneme.app.language.ModelSource} finds and
 * reads models.
 *
 * <p>Invariants: where text is written, standard output holds nothing else; what can be refused is
 * refused before the first character.
 */
@NullMarked
package dev.mneme.app.language;

import org.jspecify.annotations.NullMarked;
