package dev.mneme.app.tuning;

import dev.mneme.app.language.ModelSource;
import dev.mneme.data.InputException;
import dev.mneme.model.DecoderShape;
import dev.mneme.text.Tokenizer;
import java.nio.file.Path;
import java.util.Locale;

/** A teacher that is another model, which must mean the same by each token. */
record OtherModel(ModelSource source, DecoderShape shape) {

  /**
   * The teacher of a recipe; no weight is read.
   *
   * @param vocabulary of the model that learns
   * @param tokenizer of the model that learns
   * @throws InputException in one line, if there is none or its tokens are others
   */
  static OtherModel of(String folder, int vocabulary, Tokenizer tokenizer) {
    if (folder.isBlank()) {
      throw new InputException(
          "teacher.model must be the folder of the model that teaches; the recipe leaves it empty.");
    }
    ModelSource source = ModelSource.in(Path.of(folder));
    OtherModel other = new OtherModel(source, source.shape());
    if (other.shape.vocabulary() != vocabulary) {
      throw InputException.of(
          "teacher.model %s knows %,d tokens and the model %,d. Distillation compares them one by one: take a teacher with the same vocabulary.",
          folder, other.shape.vocabulary(), vocabulary);
    }
    try (Tokenizer own = Tokenizer.of(source.folder())) {
      other.requireSameTokens(own, tokenizer);
    }
    return other;
  }

  private void requireSameTokens(Tokenizer own, Tokenizer tokenizer) {
    int tokens = Math.min(shape.vocabulary(), tokenizer.vocabularySize());
    for (int id = 0; id < tokens; id++) {
      int[] twice = {id, id}; // some tokenizers hide the space before the first
      String here = tokenizer.decodeWithSpecial(twice);
      String there = own.decodeWithSpecial(twice);
      if (!here.equals(there)) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "teacher.model %s means something else by token %,d than the model does. Distillation compares tokens one by one: take a teacher with the same vocabulary.",
                source.folder(),
                id));
      }
    }
  }
}
