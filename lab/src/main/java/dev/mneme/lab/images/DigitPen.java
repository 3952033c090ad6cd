package dev.mneme.lab.images;

import dev.mneme.lab.chance.Dice;

/** Writes the digits 0–9 with one to three strokes, as a hurried hand would. */
final class DigitPen {

  private final Canvas canvas;
  private final Dice dice;
  private final Placing placing;
  private final double width;
  private final double shade;

  DigitPen(Canvas canvas, Dice dice) {
    this.canvas = canvas;
    this.dice = dice;
    this.placing = Placing.random(dice, 20, 0.17, 0.24, 0.15, 1.9, 0.044);
    this.width = dice.uniform(1.5, 3.6);
    this.shade = dice.uniform(0.7, 1);
  }

  void write(int digit) {
    switch (digit) {
      case 0 ->
          curve(.5, .06, .27, .2, .2, .5, .28, .8, .5, .94, .72, .8, .8, .5, .73, .2, .5, .06);
      case 1 -> {
        lines(.52, .07, .5, .94);
        if (dice.chance(0.5)) {
          lines(.33, .25, .52, .07);
        }
        if (dice.chance(0.15)) {
          lines(.3, .94, .7, .94);
        }
      }
      case 2 -> {
        curve(.22, .28, .36, .1, .62, .08, .76, .27, .64, .5, .4, .72, .2, .92);
        lines(.2, .92, .8, .9);
      }
      case 3 ->
          curve(
              .24, .16, .46, .07, .7, .18, .66, .38, .44, .47, .7, .58, .75, .78, .5, .93, .22,
              .84);
      case 4 -> {
        lines(dice.chance(0.5) ? .56 : .3, .08, .22, .58, .82, .58);
        lines(.66, dice.chance(0.5) ? .08 : .35, .62, .94);
      }
      case 5 -> {
        lines(.75, .09, .34, .1, .28, .45);
        curve(.28, .45, .5, .38, .74, .54, .72, .8, .48, .93, .22, .84);
      }
      case 6 ->
          curve(
              .66, .07, .42, .25, .27, .55, .32, .82, .52, .93, .73, .79, .69, .58, .48, .51, .3,
              .66);
      case 7 -> {
        lines(.22, .12, .78, .11, .42, .93);
        if (dice.chance(0.25)) {
          lines(.36, .5, .72, .48);
        }
      }
      case 8 ->
          curve(
              .68, .14, .48, .06, .3, .22, .44, .43, .68, .6, .72, .82, .5, .94, .27, .8, .34, .6,
              .58, .44, .72, .28, .66, .13);
      default ->
          curve(
              .72, .24, .52, .08, .3, .18, .28, .4, .46, .52, .66, .42, .73, .22, .7, .6, .6, .93);
    }
  }

  private void curve(double... points) {
    canvas.stroke(Placing.smooth(placing.place(points)), width, shade);
  }

  private void lines(double... points) {
    canvas.stroke(placing.place(points), width, shade);
  }
}
