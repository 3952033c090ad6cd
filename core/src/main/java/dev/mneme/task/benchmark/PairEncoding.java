package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.policy.Continuation;
import dev.mneme.text.SpecialIds;
import dev.mneme.text.Tokenizer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A context and its continuation as tokens, as lm-evaluation-harness makes them: both are encoded
 * as one text, which is cut where the context alone would end. White space at the context's end
 * belongs to the continuation. What is too long for the model loses its beginning.
 *
 * <p>Source: lm-evaluation-harness 0.4.13, {@code TemplateLM._encode_pair} and {@code HFLM}.
 */
final class PairEncoding {

  private final Tokenizer tokenizer;
  private final int longest;
  private final OptionalInt prefix;
  private final String prefixText;
  private String lastContext = "";
  private int[] lastContextIds = {};

  /**
   * @param longest the most tokens the model reads at once
   */
  PairEncoding(Tokenizer tokenizer, int longest) {
    this.tokenizer = tokenizer;
    this.longest = longest;
    SpecialIds ids = tokenizer.specialIds();
    this.prefix = ids.bos().isPresent() ? ids.bos() : ids.eos();
    this.prefixText =
        prefix.isPresent() ? tokenizer.decodeWithSpecial(new int[] {prefix.getAsInt()}) : "";
  }

  Continuation encode(String context, String continuation) {
    if (context.isEmpty()) {
      return behindPrefix(continuation);
    }
    int end = PythonText.strippedEnd(context);
    String before = context.substring(0, end);
    int[] whole = ids(context + continuation);
    int length = contextIds(before).length;
    if (length >= whole.length || length == 0) {
      throw InputException.of(
          "the tokenizer leaves no token for the continuation \"%s\" of a context or none for the"
              + " context; no likelihood can be told. Leave this item out.",
          continuation);
    }
    return cut(Arrays.copyOf(whole, length), Arrays.copyOfRange(whole, length, whole.length));
  }

  private Continuation behindPrefix(String continuation) {
    int[] ids = tokenizer.encode(continuation);
    int first =
        prefix.orElseThrow(() ->
            new InputException(
                "a text without context needs a token to begin with, but the tokenizer names"
                    + " neither bos_token nor eos_token. Name one in tokenizer_config.json."));
    if (ids.length > 1 && ids[0] == first) {
      return cut(Arrays.copyOf(ids, 1), Arrays.copyOfRange(ids, 1, ids.length));
    }
    if (ids.length == 0) {
      throw new InputException("an empty continuation of an empty context has no likelihood.");
    }
    return cut(new int[] {first}, ids);
  }

  /** Most options of an item have the same context. */
  private int[] contextIds(String context) {
    if (!context.equals(lastContext)) {
      lastContextIds = ids(context);
      lastContext = context;
    }
    return lastContextIds;
  }

  private int[] ids(String text) {
    boolean begun = !prefixText.isEmpty() && text.startsWith(prefixText);
    return begun ? tokenizer.encode(text) : tokenizer.encodeDocument(text);
  }

  private Continuation cut(int[] context, int[] continuation) {
    if (continuation.length > longest) {
      throw InputException.of(
          "a continuation of %d tokens does not fit a model that reads %d. Choose another model.",
          continuation.length, longest);
    }
    int tooMany = Math.max(0, context.length + continuation.length - (longest + 1));
    return new Continuation(Arrays.copyOfRange(context, tooMany, context.length), continuation);
  }
}
