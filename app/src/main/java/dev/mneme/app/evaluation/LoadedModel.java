package dev.mneme.app.evaluation;

import dev.mneme.app.language.ModelSource;
import dev.mneme.model.Decoder;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.tensor.ElementType;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/** A model in memory, ready to be asked. Owns all of it. */
public final class LoadedModel implements AutoCloseable {

  private final Tokenizer tokenizer;
  private final Decoder decoder;
  private final @Nullable ChatTemplate template;
  private Manner manner = Manner.USUAL;
  private @Nullable Examiner examiner;

  private LoadedModel(Tokenizer tokenizer, Decoder decoder, @Nullable ChatTemplate template) {
    this.tokenizer = tokenizer;
    this.decoder = decoder;
    this.template = template;
  }

  /**
   * Reads a model.
   *
   * @param chat whether prompts are written in the words of its chat template
   * @throws dev.mneme.data.InputException in one line, if its files are not in order
   */
  public static LoadedModel of(EvaluatedModel model, ElementType precision, boolean chat) {
    ModelSource source = model.source();
    ChatTemplate template = chat ? ChatTemplate.of(source.folder()) : null;
    Tokenizer tokenizer = Tokenizer.of(source.folder());
    try {
      ModelSource.Weights weights = source.read(precision, model.adapter());
      return new LoadedModel(
          tokenizer, Decoder.of(weights.shape(), weights.parameters()), template);
    } catch (RuntimeException failure) {
      tokenizer.close();
      throw failure;
    }
  }

  /** Asks in that manner; valid until one of another manner is wanted. */
  public Examiner examiner(Manner wanted) {
    Examiner present = examiner;
    if (present == null || !manner.equals(wanted)) {
      if (present != null) {
        present.close();
      }
      present =
          new Examiner(
              decoder, tokenizer, template, wanted.settings(Examiner.Settings.usual(decoder)));
      examiner = present;
      manner = wanted;
    }
    return present;
  }

  public Decoder decoder() {
    return decoder;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public void close() {
    if (examiner != null) {
      examiner.close();
    }
    decoder.close();
    tokenizer.close();
  }
}
