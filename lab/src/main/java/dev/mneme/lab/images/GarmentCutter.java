package dev.mneme.lab.images;

import dev.mneme.lab.chance.Dice;
import java.util.function.DoubleBinaryOperator;

/** Cuts the ten silhouettes of Fashion-MNIST from plain, striped, checked or shaded cloth. */
final class GarmentCutter {

  private final Canvas canvas;
  private final Dice dice;
  private final Placing placing;
  private final DoubleBinaryOperator cloth;
  private final double shade;

  GarmentCutter(Canvas canvas, Dice dice) {
    this.canvas = canvas;
    this.dice = dice;
    this.placing = Placing.random(dice, 24, 0.05, 0.05, 0.09, 1.2, 0.014);
    this.shade = dice.uniform(0.35, 0.95);
    this.cloth = cloth();
  }

  void cut(int garment) {
    switch (garment) {
      case 0 -> top(dice.uniform(.2, .3), dice.uniform(.28, .42), dice.uniform(.82, .96));
      case 1 -> trouser();
      case 2 -> top(dice.uniform(.2, .3), dice.uniform(.72, .9), dice.uniform(.82, .96));
      case 3 -> dress();
      case 4 -> {
        top(dice.uniform(.23, .32), dice.uniform(.75, .92), dice.uniform(.92, 1));
        seam(.5, .12, .5, .95);
        collar();
      }
      case 5 -> sandal();
      case 6 -> {
        boolean isLong = dice.chance(0.6);
        top(
            dice.uniform(.2, .3),
            isLong ? dice.uniform(.7, .9) : dice.uniform(.32, .48),
            dice.uniform(.84, .98));
        collar();
        if (dice.chance(0.6)) {
          seam(.5, .14, .5, .9);
        }
      }
      case 7 -> shoe(dice.uniform(.42, .52));
      case 8 -> bag();
      default -> shoe(dice.uniform(.12, .3));
    }
  }

  /** A garment with two sleeves that end at the given height. */
  private void top(double half, double sleeveEnd, double hem) {
    double neck = dice.uniform(.08, .14);
    double depth = dice.uniform(.08, .18);
    double reach = sleeveEnd > 0.6 ? dice.uniform(.38, .46) : dice.uniform(.4, .49);
    double cuff = dice.uniform(.1, .14);
    fill(
        both(
            neck,
            .06,
            half,
            .1,
            reach,
            sleeveEnd - .06,
            reach - cuff,
            sleeveEnd,
            half,
            .36,
            half,
            hem,
            0,
            hem,
            0,
            depth));
  }

  private void trouser() {
    double waist = dice.uniform(.14, .22);
    double foot = dice.uniform(.02, .08);
    fill(
        both(
            waist,
            .02,
            waist + dice.uniform(.02, .08),
            .3,
            foot + .17,
            .98,
            foot,
            .98,
            .01,
            .36,
            0,
            .3,
            0,
            .03));
  }

  private void dress() {
    double waist = dice.uniform(.1, .18);
    double hem = waist + dice.uniform(.04, .2);
    double shoulder = dice.uniform(.12, .2);
    fill(both(.08, .02, shoulder, .04, waist + .03, .22, waist, .4, hem, .98, 0, .98, 0, .12));
    if (dice.chance(0.3)) {
      fill(
          both(shoulder, .04, shoulder + .16, dice.uniform(.3, .6), shoulder + .07, .6, waist, .2));
    }
  }

  private void shoe(double ankle) {
    double heel = dice.uniform(.04, .1);
    double toe = dice.uniform(.52, .64);
    double tongue = dice.uniform(.36, .46);
    fill(
        heel,
        ankle,
        tongue,
        ankle + .02,
        tongue + .1,
        toe - .06,
        .8,
        toe,
        .95,
        .72,
        .95,
        .8,
        heel - .02,
        .8);
    seam(heel, .78, .95, .78);
    if (dice.chance(0.5)) {
      seam(heel + .02, .66, .5, .66);
    }
  }

  private void sandal() {
    double heel = dice.chance(0.4) ? dice.uniform(.08, .25) : 0;
    fill(.04, .76 - heel, .3, .74 - heel / 2, .95, .76, .95, .83, .3, .82 - heel / 2, .08, .84);
    int straps = 2 + dice.roll(3);
    for (int i = 0; i < straps; i++) {
      double x = .12 + .74 * (i + dice.uniform(.1, .6)) / straps;
      double top = dice.uniform(.38, .6);
      canvas.stroke(
          Placing.smooth(placing.place(x, .76, x + .06, top, x + .2, .76)),
          dice.uniform(1, 2.2),
          shade);
    }
  }

  private void bag() {
    double top = dice.uniform(.32, .5);
    double slope = dice.uniform(-.05, .1);
    fill(.06 + slope, top, .94 - slope, top, .96, .9, .04, .9);
    double rise = dice.uniform(.02, .24);
    canvas.stroke(
        Placing.smooth(
            placing.place(.25, top, .33, rise + .06, .5, rise, .67, rise + .06, .75, top)),
        dice.uniform(1, 2.4),
        shade);
    if (dice.chance(0.5)) {
      seam(.08, top + .14, .92, top + .14);
    }
  }

  private void collar() {
    patch(dice.uniform(0.1, 1), new double[] {.38, .05, .5, .18, .62, .05, .58, .02, .42, .02});
  }

  private void fill(double... polygon) {
    canvas.fill(placing.place(polygon), cloth);
  }

  private void patch(double otherShade, double[] polygon) {
    canvas.fill(placing.place(polygon), (_, _) -> otherShade);
  }

  /** A thin line in another shade. */
  private void seam(double x0, double y0, double x1, double y1) {
    double half = 0.02;
    boolean upright = y1 - y0 > x1 - x0;
    double dx = upright ? half : 0;
    double dy = upright ? 0 : half;
    double other = shade > 0.6 ? shade - dice.uniform(.15, .5) : shade + dice.uniform(.15, .5);
    patch(
        other,
        new double[] {x0 - dx, y0 - dy, x1 - dx, y1 - dy, x1 + dx, y1 + dy, x0 + dx, y0 + dy});
  }

  /** The outline to the right of the middle line, given from the top, and its mirror image. */
  private static double[] both(double... right) {
    double[] outline = new double[2 * right.length];
    for (int i = 0; i < right.length; i += 2) {
      outline[i] = .5 + right[i];
      outline[i + 1] = right[i + 1];
      outline[outline.length - 2 - i] = .5 - right[i];
      outline[outline.length - 1 - i] = right[i + 1];
    }
    return outline;
  }

  private DoubleBinaryOperator cloth() {
    double depth = dice.uniform(.1, .35);
    double period = dice.uniform(2.5, 6);
    double phase = dice.uniform(0, period);
    return switch (dice.roll(6)) {
      case 0 -> (_, y) -> stripe(y + phase, period) ? shade : shade - depth;
      case 1 -> (x, _) -> stripe(x + phase, period) ? shade : shade - depth;
      case 2 -> (x, y) -> stripe(x, period) == stripe(y, period) ? shade : shade - depth;
      case 3 -> (_, y) -> shade - depth * y / Canvas.SIDE;
      default -> (_, _) -> shade;
    };
  }

  private static boolean stripe(double at, double period) {
    return at % period < period / 2;
  }
}
