package dev.mneme.app.tuning;

import dev.mneme.recipe.Rule;

/**
 * What is measured on the way.
 *
 * @param every steps between two looks, the last at the end
 * @param samples texts that the base writes before the tuning, and held-out examples looked at
 * @param tokens longest of those texts
 */
record Probing(long every, int samples, int tokens) {
  Probing {
    Rule.atLeast(1, "every", every);
    Rule.atLeast(2, "samples", samples);
    Rule.atLeast(1, "tokens", tokens);
  }

  /** The same with a model that reads so many: each goes on from something. */
  int tokens(int positions) {
    return Math.min(tokens, positions - 1);
  }
}
