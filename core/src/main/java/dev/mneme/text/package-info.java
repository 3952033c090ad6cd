/**
 * Text as models see it: token ids, and conversations written out by chat templates.
 *
 * <p>Entry types: {@link dev.mneme.text.Tokenizer} for text to ids and back, {@link
 * dev.mneme.text.TextStream} for text while it is generated, {@link dev.mneme.text.ChatTemplate}
 * for conversations and which of their tokens the assistant says.
 *
 * <p>Invariants: every file of a model folder is untrusted and checked before native code sees it;
 * what is wrong with one is a single line in an {@link dev.mneme.data.InputException}.
 */
@NullMarked
package dev.mneme.text;

import org.jspecify.annotations.NullMarked;
