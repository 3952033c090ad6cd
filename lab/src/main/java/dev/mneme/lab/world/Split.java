package dev.mneme.lab.world;

import dev.mneme.lab.chance.Dice;

/** Which problems are learnt from and which are kept to measure with: one in ten, by their keys. */
public enum Split {
  TRAIN,
  TEST;

  private static final int PARTS = 10;

  /** The side that a problem of a domain is on. */
  static Split of(String domain, Problem problem) {
    long hash = Dice.hash(domain + '\n' + problem.key());
    return Long.remainderUnsigned(hash, PARTS) == 0 ? TEST : TRAIN;
  }
}
