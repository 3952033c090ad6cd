package dev.mneme.lab.images;

import dev.mneme.lab.chance.Dice;

/**
 * An affine map from a drawing, with 0 … 1 in both directions, to pixels, with every point shaken a
 * little on its way.
 */
record Placing(
    double xx, double xy, double x0, double yx, double yy, double y0, double shake, Dice dice) {

  /**
   * A random one around the middle of the image.
   *
   * @param size of the drawing, in pixels
   * @param turn deviation of the rotation, in radians
   * @param slant deviation of the shear
   * @param stretch deviation of the logarithm-like scale of each direction
   * @param shift most pixels off the middle
   * @param shake deviation of each point, in the drawing's units
   */
  static Placing random(
      Dice dice,
      double size,
      double turn,
      double slant,
      double stretch,
      double shift,
      double shake) {
    double angle = dice.normal(turn);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double width = size * Math.clamp(1 + dice.normal(stretch), 0.6, 1.3);
    double height = size * Math.clamp(1 + dice.normal(stretch), 0.6, 1.3);
    double lean = dice.normal(slant);
    double xx = cos * width;
    double xy = (-cos * lean - sin) * height;
    double yx = sin * width;
    double yy = (-sin * lean + cos) * height;
    double middle = Canvas.SIDE / 2.0;
    double x0 = middle + dice.uniform(-shift, shift) - (xx + xy) / 2;
    double y0 = middle + dice.uniform(-shift, shift) - (yx + yy) / 2;
    return new Placing(xx, xy, x0, yx, yy, y0, shake, dice);
  }

  /** The points x, y, x, y, … where they fall. */
  double[] place(double... points) {
    double[] placed = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] + dice.normal(shake);
      double y = points[i + 1] + dice.normal(shake);
      placed[i] = xx * x + xy * y + x0;
      placed[i + 1] = yx * x + yy * y + y0;
    }
    return placed;
  }

  /** A smooth curve through the placed points (Catmull-Rom spline), as a path of short lines. */
  static double[] smooth(double[] points) {
    int steps = 5;
    int last = points.length / 2 - 1;
    double[] path = new double[2 * (last * steps + 1)];
    for (int i = 0; i < last; i++) {
      for (int step = 0; step < steps; step++) {
        for (int axis = 0; axis < 2; axis++) {
          path[2 * (i * steps + step) + axis] =
              spline(
                  points[2 * Math.max(i - 1, 0) + axis],
                  points[2 * i + axis],
                  points[2 * (i + 1) + axis],
                  points[2 * Math.min(i + 2, last) + axis],
                  step / (double) steps);
        }
      }
    }
    path[path.length - 2] = points[points.length - 2];
    path[path.length - 1] = points[points.length - 1];
    return path;
  }

  private static double spline(double a, double b, double c, double d, double t) {
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
}
