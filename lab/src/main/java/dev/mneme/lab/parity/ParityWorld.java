package dev.mneme.lab.parity;

import dev.mneme.data.ImageSet;
import dev.mneme.data.InputException;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.policy.Inputs;
import dev.mneme.task.Examples;
import dev.mneme.task.Task;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The two tasks as tensors, made once and shared by all trials: digits whose parity is the new
 * task, garments which are the old one. Owns the tensors.
 *
 * <p>An input is the 784 pixels, from 0 for background to 1 for full ink, and a flag: +1 asks for
 * the parity, −1 for the garment.
 */
public final class ParityWorld implements AutoCloseable {

  /** Pixels and the flag. */
  static final int WIDTH = 785;

  private final String name;
  private final Task parity;
  private final Task garments;

  private ParityWorld(String name, Task parity, Task garments) {
    this.name = name;
    this.parity = parity;
    this.garments = garments;
  }

  /**
   * Turns images into tensors.
   *
   * @throws InputException when they are not of the usual size
   */
  public static ParityWorld of(ImageWorld images) {
    if (images.pixels() != WIDTH - 1) {
      throw InputException.of(
          "the images have %,d pixels and this study needs 28 × 28. Use the original files.",
          images.pixels());
    }
    try (Scope scope = Scope.open()) {
      Task parity =
          new Task(
              "parity", digits(images.digitsTrain()), digits(images.digitsTest()), Parity::rewards);
      Task garments =
          new Task(
              "garments",
              garments(images.garmentsTrain()),
              garments(images.garmentsTest()),
              Parity::exact);
      List.of(parity.train(), parity.test(), garments.train(), garments.test())
          .forEach(examples -> {
            examples.inputs().features().retainReference();
            examples.labels().retainReference();
          });
      return new ParityWorld(images.name(), parity, garments);
    }
  }

  /** {@code mnist} or {@code drawn}. */
  public String name() {
    return name;
  }

  /** The new task. */
  public Task parity() {
    return parity;
  }

  /** The old task. */
  public Task garments() {
    return garments;
  }

  /**
   * What the base learns from: the first {@code count} images of both kinds. The label of a digit
   * is one digit of its parity, drawn once. Belongs to the current scope.
   */
  Examples pretraining(int count, RandomStream stream) {
    Examples digits = parity.train().head(Math.min(count, parity.train().size()));
    Examples clothes = garments.train().head(Math.min(count, garments.train().size()));
    Tensor answers = Teachers.anyDigit().answers(digits, stream);
    return new Examples(
        new Inputs(
            Maths.concatenate(List.of(digits.inputs().features(), clothes.inputs().features()), 0)),
        Maths.concatenate(List.of(answers, clothes.labels()), 0));
  }

  private static Examples digits(ImageSet images) {
    return examples(images, 1);
  }

  private static Examples garments(ImageSet images) {
    return examples(images, -1);
  }

  private static Examples examples(ImageSet images, float flag) {
    int pixels = images.rows() * images.columns();
    byte[] gray = images.pixels();
    int count = images.count();
    Tensor features = Tensors.zeros(count, pixels + 1L);
    float[] row = new float[pixels + 1];
    long[] labels = new long[count];
    for (int image = 0; image < count; image++) {
      for (int i = 0; i < pixels; i++) {
        row[i] = (gray[image * pixels + i] & 0xff) / 255f;
      }
      row[pixels] = flag;
      Tensors.write(features, (long) image * row.length, row);
      labels[image] = images.labels()[image];
    }
    return new Examples(new Inputs(features), Tensors.longs(labels, count));
  }

  /**
   * {@code count} examples spread evenly over all, so that no part of a test set is favoured.
   * Belongs to the scope.
   */
  static Examples spread(Examples examples, int count) {
    int chosen = Math.min(count, examples.size());
    long[] places = new long[chosen];
    for (int i = 0; i < chosen; i++) {
      places[i] = (long) i * examples.size() / chosen;
    }
    return examples.select(Tensors.longs(places, places.length));
  }

  @Override
  public void close() {
    for (Examples examples :
        List.of(parity.train(), parity.test(), garments.train(), garments.test())) {
      examples.inputs().features().releaseReference();
      examples.labels().releaseReference();
    }
  }
}
