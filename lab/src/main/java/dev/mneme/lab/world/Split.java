package dev.mneme.lab.world;

import dev.mneme.lab.chance.Dice;

/** Which problems are learnt from and which are kept to measure with, by their keys. */
public enum Split {
  TRAIN,
  TEST;

  /** The side that a problem of a domain is on. */
  static Split of(Domain domain, Problem problem) {
    long hash = Dice.hash(domain.name() + '\n' + problem.key());
    return Long.remainderUnsigned(hash, domain.testOneIn()) == 0 ? TEST : TRAIN;
  }
}
