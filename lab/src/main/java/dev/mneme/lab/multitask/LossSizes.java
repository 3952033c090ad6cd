package dev.mneme.lab.multitask;

import java.util.Locale;

/** How large the loss of the ink is beside those of the other tasks before anything is learnt. */
public enum LossSizes {
  /** 2.25, as that of ten classes (ln 10 = 2.30). */
  ALIKE(1.5),
  /** 225. */
  HUNDREDFOLD(15);

  private final double unit;

  LossSizes(double unit) {
    this.unit = unit;
  }

  /** Standard deviation of the ink in the unit in which it is learnt. */
  double unit() {
    return unit;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
