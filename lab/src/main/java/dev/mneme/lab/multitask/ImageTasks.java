package dev.mneme.lab.multitask;

import dev.mneme.data.ImageSet;
import dev.mneme.data.InputException;
import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.measure.Estimate;
import dev.mneme.policy.Inputs;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The images of all tasks as tensors, made once and shared by all trials. Owns the tensors.
 *
 * <p>An input is 784 pixels from 0 for background to 1 for full ink. Digits serve {@code DIGIT} and
 * {@code PARITY}, garments {@code GARMENT}, both kinds, digits first, {@code INK} and {@code KIND}.
 * A label is the network's output that is right; that of the ink is the sum of the image's gray
 * levels, 255 for a pixel of full ink, and no output.
 */
public final class ImageTasks implements AutoCloseable {

  static final int PIXELS = 784;

  /** What images are for. */
  enum Part {
    /** The first of the training set. */
    TRAIN,
    /** Those that follow them there: by these rates are chosen. */
    VALIDATION,
    /** Spread evenly over the test set. */
    TEST
  }

  private final List<Tensor> owned = new ArrayList<>();
  private final Map<Part, Map<ImageTask, Examples>> parts = new EnumMap<>(Part.class);
  private final Map<String, String> hashes;
  private final InkLoss.Scale ink;

  private ImageTasks(ImageWorld images, MultitaskRecipe.Data data) {
    this.hashes = images.hashes();
    int learnt = data.examples();
    int judging = data.validation();
    ImageSet digits = images.digitsTrain();
    ImageSet garments = images.garmentsTrain();
    requireEnough("digits", digits, learnt + judging);
    requireEnough("garments", garments, learnt + judging);
    try (Scope scope = Scope.open()) {
      parts.put(Part.TRAIN, tasks(some(digits, learnt, i -> i), some(garments, learnt, i -> i)));
      parts.put(
          Part.VALIDATION,
          tasks(some(digits, judging, i -> learnt + i), some(garments, judging, i -> learnt + i)));
      parts.put(
          Part.TEST,
          tasks(
              spread(images.digitsTest(), data.test()),
              spread(images.garmentsTest(), data.test())));
      this.ink = scale(Tensors.toDoubles(examples(Part.TRAIN, ImageTask.INK).labels()));
    }
  }

  /**
   * Turns images into tensors.
   *
   * @throws InputException when they are not of the usual size, or too few
   */
  public static ImageTasks of(ImageWorld images, MultitaskRecipe.Data data) {
    if (images.pixels() != PIXELS) {
      throw InputException.of(
          "the images have %,d pixels and this study needs 28 × 28. Use the original files.",
          images.pixels());
    }
    return new ImageTasks(images, data);
  }

  private static void requireEnough(String what, ImageSet images, int wanted) {
    if (images.count() < wanted) {
      throw InputException.of(
          "there are %,d training images of %s and this study needs %,d. Use the original files.",
          images.count(), what, wanted);
    }
  }

  /**
   * Images of one kind.
   *
   * @param features [size, 784]
   * @param classes their labels
   * @param ink sums of gray levels
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pictures(Tensor features, int[] classes, long[] ink) {}

  private static Pictures spread(ImageSet images, int most) {
    int count = Math.min(most, images.count());
    return some(images, count, i -> (int) ((long) i * images.count() / count));
  }

  private static Pictures some(ImageSet images, int count, IntUnaryOperator places) {
    byte[] gray = images.pixels();
    Tensor features = Tensors.zeros(count, PIXELS);
    int[] classes = new int[count];
    long[] ink = new long[count];
    float[] row = new float[PIXELS];
    for (int image = 0; image < count; image++) {
      int place = places.applyAsInt(image);
      for (int i = 0; i < PIXELS; i++) {
        int level = gray[place * PIXELS + i] & 0xff;
        row[i] = level / 255f;
        ink[image] += level;
      }
      Tensors.write(features, (long) image * PIXELS, row);
      classes[image] = images.labels()[place];
    }
    return new Pictures(features, classes, ink);
  }

  private Map<ImageTask, Examples> tasks(Pictures digits, Pictures garments) {
    Tensor onDigits = own(digits.features());
    Tensor onGarments = own(garments.features());
    Tensor onBoth = own(Maths.concatenate(List.of(onDigits, onGarments), 0));
    int count = digits.classes().length;
    int all = count + garments.classes().length;
    Map<ImageTask, Examples> tasks = new EnumMap<>(ImageTask.class);
    for (ImageTask task : ImageTask.values()) {
      int first = task.first();
      tasks.put(
          task,
          switch (task) {
            case DIGIT -> examples(onDigits, count, i -> first + digits.classes()[i]);
            case PARITY -> examples(onDigits, count, i -> first + digits.classes()[i] % 2);
            case GARMENT -> examples(onGarments, all - count, i -> first + garments.classes()[i]);
            case INK ->
                examples(
                    onBoth,
                    all,
                    i -> i < count ? (int) digits.ink()[i] : (int) garments.ink()[i - count]);
            case KIND -> examples(onBoth, all, i -> first + (i < count ? 0 : 1));
          });
    }
    return tasks;
  }

  private Examples examples(Tensor features, int count, IntUnaryOperator label) {
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      labels[i] = label.applyAsInt(i);
    }
    return new Examples(new Inputs(features), own(Tensors.longs(labels, count)));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor.retainReference());
    return tensor;
  }

  private static InkLoss.Scale scale(double[] ink) {
    Estimate mean = Estimate.of(ink);
    return new InkLoss.Scale(mean.mean(), mean.standardError() * Math.sqrt(ink.length));
  }

  /** SHA-256 of the image sets, by name. */
  public Map<String, String> hashes() {
    return hashes;
  }

  /** Of the training images. */
  InkLoss.Scale ink() {
    return ink;
  }

  /** What is right for a task; borrowed. */
  Examples examples(Part part, ImageTask task) {
    return Objects.requireNonNull(Objects.requireNonNull(parts.get(part)).get(task));
  }

  /**
   * What a run is shown: for the parity with wrong labels, which depend on the seed and the image
   * alone and stay wrong in every epoch. Belongs to the current scope, or is borrowed.
   */
  Examples shown(ImageTask task, double noise, long seed) {
    Examples right = examples(Part.TRAIN, task);
    if (task != ImageTask.PARITY) {
      return right;
    }
    long[] labels = Tensors.toLongs(right.labels());
    int first = task.first();
    for (int i = 0; i < labels.length; i++) {
      if (new Dice(seed, "parity.noise", i).chance(noise)) {
        labels[i] = first + 1 - (labels[i] - first);
      }
    }
    return new Examples(right.inputs(), Tensors.longs(labels, labels.length));
  }

  @Override
  public void close() {
    owned.forEach(tensor -> tensor.releaseReference());
  }
}
