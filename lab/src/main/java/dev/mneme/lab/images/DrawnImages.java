package dev.mneme.lab.images;

import dev.mneme.data.ImageSet;
import dev.mneme.data.InputException;
import dev.mneme.lab.chance.Dice;

/**
 * A stand-in for MNIST and Fashion-MNIST that needs no download: digits written with strokes and
 * ten garment-like silhouettes, 28×28, each turned, slanted, stretched and shaken.
 *
 * <p>An image depends on the seed, its set and its position only, so a smaller set is the beginning
 * of a larger one, and on every machine its bytes are the same. Each class is equally likely.
 */
public final class DrawnImages {

  private static final double NOISE = 0.08;

  private DrawnImages() {}

  /**
   * Draws the world {@code "drawn"} with so many images in each set.
   *
   * @throws InputException when a count is not at least 1
   */
  public static ImageWorld draw(
      long seed, int digits, int garments, int testDigits, int testGarments) {
    return new ImageWorld(
        "drawn",
        digits(seed, "digits.train", digits),
        digits(seed, "digits.test", testDigits),
        garments(seed, "garments.train", garments),
        garments(seed, "garments.test", testGarments));
  }

  private static ImageSet digits(long seed, String set, int count) {
    return images(
        seed, set, count, (canvas, dice, label) -> new DigitPen(canvas, dice).write(label));
  }

  private static ImageSet garments(long seed, String set, int count) {
    return images(
        seed, set, count, (canvas, dice, label) -> new GarmentCutter(canvas, dice).cut(label));
  }

  private static ImageSet images(long seed, String set, int count, Drawing drawing) {
    int most = Integer.MAX_VALUE / (Canvas.SIDE * Canvas.SIDE) - 1;
    if (count < 1 || count > most) {
      throw InputException.of("%s: %,d images are asked for; draw 1 to %,d.", set, count, most);
    }
    byte[] pixels = new byte[count * Canvas.SIDE * Canvas.SIDE];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      Dice dice = new Dice(seed, set, i);
      Canvas canvas = new Canvas();
      labels[i] = (byte) dice.roll(ImageSet.CLASSES);
      drawing.draw(canvas, dice, labels[i]);
      canvas.develop(dice, NOISE, pixels, i);
    }
    return new ImageSet(Canvas.SIDE, Canvas.SIDE, pixels, labels);
  }

  @FunctionalInterface
  private interface Drawing {
    void draw(Canvas canvas, Dice dice, int label);
  }
}
