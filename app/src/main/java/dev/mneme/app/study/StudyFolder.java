package dev.mneme.app.study;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.nio.file.Path;

/**
 * Where a study on the small world keeps what it makes; every study has at least this.
 *
 * <pre>
 *   base.sha256    which model it starts from
 *   data/          what is learnt from
 *   recipes/       one a group of trials
 *   suite.yaml     what models are asked
 *   sweep.yaml     all trials; they are kept in trials/
 *   base/          what the base answers
 * </pre>
 */
public record StudyFolder(Path path) {

  /**
   * Makes it.
   *
   * @throws InputException in one line, if it holds a study of another base
   */
  public void make(Path base, DurableFiles files) {
    files.makeFolder(path);
    new StudyBase(base).claim(path, files);
    files.makeFolder(path.resolve("data"));
    files.makeFolder(path.resolve("recipes"));
  }

  /** A file of rows. */
  public Path rows(String name) {
    return path.resolve("data").resolve(name + ".jsonl");
  }

  /** The recipe of a group. */
  public Path recipe(String group) {
    return path.resolve("recipes").resolve(group + ".yaml");
  }

  public Path suite() {
    return path.resolve("suite.yaml");
  }

  public Path sweep() {
    return path.resolve("sweep.yaml");
  }

  public Path trials() {
    return path.resolve("trials");
  }

  public Path baseAnswers() {
    return path.resolve("base");
  }
}
