package dev.mneme.app.evaluation;

import dev.mneme.app.language.ModelSource;
import dev.mneme.model.Decoder;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.tensor.ElementType;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/** A model in memory, ready to be asked. Owns all of it. */
final class LoadedModel implements AutoCloseable {

  private final Tokenizer tokenizer;
  private final Decoder decoder;
  private final Examiner examiner;

  private LoadedModel(Tokenizer tokenizer, Decoder decoder, Examiner examiner) {
    this.tokenizer = tokenizer;
    this.decoder = decoder;
    this.examiner = examiner;
  }

  /**
   * Reads a model.
   *
   * @param chat whether prompts are written in the words of its chat template
   * @throws dev.mneme.data.InputException in one line, if its files are not in order
   */
  static LoadedModel of(EvaluatedModel model, ElementType precision, boolean chat) {
    ModelSource source = model.source();
    ChatTemplate template = chat ? ChatTemplate.of(source.folder()) : null;
    Tokenizer tokenizer = Tokenizer.of(source.folder());
    @Nullable Decoder decoder = null;
    try {
      ModelSource.Weights weights = source.read(precision, model.adapter());
      decoder = Decoder.of(weights.shape(), weights.parameters());
      Examiner examiner =
          new Examiner(decoder, tokenizer, template, Examiner.Settings.usual(decoder));
      return new LoadedModel(tokenizer, decoder, examiner);
    } catch (RuntimeException failure) {
      if (decoder != null) {
        decoder.close();
      }
      tokenizer.close();
      throw failure;
    }
  }

  Examiner examiner() {
    return examiner;
  }

  @Override
  public void close() {
    examiner.close();
    decoder.close();
    tokenizer.close();
  }
}
