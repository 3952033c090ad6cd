package dev.mneme.lab.images;

import dev.mneme.lab.chance.Dice;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * A gray image with smooth edges to draw on. Own arithmetic rather than a graphics library, whose
 * edges differ between machines. Coordinates are in pixels, x to the right, y down.
 */
final class Canvas {

  static final int SIDE = 28;
  private static final int LINES_PER_PIXEL = 4;

  private final double[] ink = new double[SIDE * SIDE];

  /** A line of that width along the points x, y, x, y, …; it covers what is paler. */
  void stroke(double[] path, double width, double shade) {
    double reach = width / 2 + 0.5;
    for (int i = 0; i + 3 < path.length; i += 2) {
      segment(path[i], path[i + 1], path[i + 2], path[i + 3], reach, shade);
    }
  }

  /** The inside of a polygon, by the even-odd rule, in the shade at each pixel. */
  void fill(double[] polygon, DoubleBinaryOperator shade) {
    double[] crossings = new double[polygon.length / 2];
    double[] cover = new double[SIDE];
    for (int y = 0; y < SIDE; y++) {
      Arrays.fill(cover, 0);
      for (int line = 0; line < LINES_PER_PIXEL; line++) {
        int count = crossings(polygon, y + (line + 0.5) / LINES_PER_PIXEL, crossings);
        for (int i = 0; i + 1 < count; i += 2) {
          span(cover, crossings[i], crossings[i + 1]);
        }
      }
      for (int x = 0; x < SIDE; x++) {
        if (cover[x] > 0) {
          double c = cover[x] / LINES_PER_PIXEL;
          double under = ink[y * SIDE + x];
          ink[y * SIDE + x] = under + c * (shade.applyAsDouble(x + 0.5, y + 0.5) - under);
        }
      }
    }
  }

  /** Each pixel disturbed and cut to 0 … 255, written at that image's place. */
  void develop(Dice dice, double noise, byte[] pixels, int image) {
    for (int i = 0; i < ink.length; i++) {
      double value = ink[i] + dice.normal(noise);
      pixels[image * ink.length + i] = (byte) Math.round(255 * Math.clamp(value, 0, 1));
    }
  }

  private void segment(double x0, double y0, double x1, double y1, double reach, double shade) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double squared = Math.max(dx * dx + dy * dy, 1e-12);
    int bottom = pixel(Math.max(y0, y1) + reach);
    int right = pixel(Math.max(x0, x1) + reach);
    for (int y = pixel(Math.min(y0, y1) - reach); y <= bottom; y++) {
      for (int x = pixel(Math.min(x0, x1) - reach); x <= right; x++) {
        double px = x + 0.5 - x0;
        double py = y + 0.5 - y0;
        double along = Math.clamp((px * dx + py * dy) / squared, 0, 1);
        double ox = px - along * dx;
        double oy = py - along * dy;
        double cover = Math.clamp(reach - Math.sqrt(ox * ox + oy * oy), 0, 1);
        ink[y * SIDE + x] = Math.max(ink[y * SIDE + x], shade * cover);
      }
    }
  }

  /** Where the polygon's edges cross the horizontal line, from left to right. */
  private static int crossings(double[] polygon, double y, double[] found) {
    int count = 0;
    for (int i = 0; i < polygon.length; i += 2) {
      int next = (i + 2) % polygon.length;
      double y0 = polygon[i + 1];
      double y1 = polygon[next + 1];
      if ((y0 <= y) != (y1 <= y)) {
        double x = polygon[i] + (y - y0) / (y1 - y0) * (polygon[next] - polygon[i]);
        int place = count++;
        while (place > 0 && found[place - 1] > x) {
          found[place] = found[--place];
        }
        found[place] = x;
      }
    }
    return count;
  }

  private static void span(double[] cover, double from, double to) {
    for (int x = pixel(from); x <= pixel(to); x++) {
      cover[x] += Math.max(0, Math.min(to, x + 1) - Math.max(from, x));
    }
  }

  private static int pixel(double coordinate) {
    return Math.clamp((int) Math.floor(coordinate), 0, SIDE - 1);
  }
}
