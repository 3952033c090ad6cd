package dev.mneme.lab.images;

import dev.mneme.data.ImageSet;
import dev.mneme.data.InputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two image tasks, each with images to train on and images to test on.
 *
 * @param name where the images are from: {@code "mnist"} or {@code "drawn"}
 * @param garmentsTrain the ten classes of Fashion-MNIST, in its order
 */
public record ImageWorld(
    String name,
    ImageSet digitsTrain,
    ImageSet digitsTest,
    ImageSet garmentsTrain,
    ImageSet garmentsTest) {

  public ImageWorld {
    requireSize(digitsTrain, digitsTest, "test digits");
    requireSize(digitsTrain, garmentsTrain, "training garments");
    requireSize(digitsTrain, garmentsTest, "test garments");
  }

  /** Of one image: rows × columns. */
  public int pixels() {
    return digitsTrain.rows() * digitsTrain.columns();
  }

  /** The SHA-256 of each set's shape, pixels and labels, for the provenance of a run. */
  public Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("digits.train", digitsTrain.sha256());
    hashes.put("digits.test", digitsTest.sha256());
    hashes.put("garments.train", garmentsTrain.sha256());
    hashes.put("garments.test", garmentsTest.sha256());
    return Collections.unmodifiableMap(hashes);
  }

  private static void requireSize(ImageSet first, ImageSet other, String what) {
    if (first.rows() != other.rows() || first.columns() != other.columns()) {
      throw InputException.of(
          "the %s have %d × %d pixels and the training digits %d × %d. Use sets of one size.",
          what, other.rows(), other.columns(), first.rows(), first.columns());
    }
  }
}
