package dev.mneme.app.study;

import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.language.ModelSource;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that a study starts from. */
public record StudyBase(Path model) {

  private static final String HASH = "base.sha256";

  /**
   * Opens it to see that it is a model.
   *
   * @throws InputException in one line, if it is none
   */
  public void requireModel() {
    if (!Files.isDirectory(model)) {
      throw new InputException(
          "%s: there is no such folder. Pretrain a base model with recipes/lab/pretrain.yaml and name it with --base."
              .formatted(model));
    }
    ModelSource.in(model).shape();
  }

  /** A hash of all that its answers depend on. */
  public String fingerprint() {
    return new EvaluatedModel("base", ModelSource.in(model), null).fingerprint();
  }

  /**
   * Notes in a study's folder which base it has.
   *
   * @throws InputException in one line, if the folder holds a study of another base
   */
  public void claim(Path folder, DurableFiles files) {
    Path file = folder.resolve(HASH);
    String now = fingerprint();
    try {
      if (Files.exists(file) && !Files.readString(file).strip().equals(now)) {
        throw new InputException(
            "%s holds a study of another base than %s. Choose another --out."
                .formatted(folder, model));
      }
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, failure.getMessage()), failure);
    }
    files.write(file, now + "\n");
  }
}
