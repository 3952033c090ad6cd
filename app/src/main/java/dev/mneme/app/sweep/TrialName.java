package dev.mneme.app.sweep;

import dev.mneme.data.Sha256;

/**
 * The name of a trial's folder: what it changes, as {@code tuning.learning-rate=3e-4,seed=0}. It
 * depends on nothing else, so it stays when the sweep grows.
 */
final class TrialName {

  /** Characters, which every file system takes. */
  static final int LONGEST = 100;

  private static final int HASH = 8;

  private TrialName() {}

  /** The name; where it cannot say everything, a hash of everything ends it. */
  static String of(Setting setting, long seed) {
    String changes = setting.text();
    String whole = (changes.isEmpty() ? "" : changes + ",") + SweepRecipe.SEED + "=" + seed;
    String safe = whole.replaceAll("[^A-Za-z0-9._=,+-]+", "_");
    return safe.equals(whole) && whole.length() <= LONGEST ? whole : hashed(safe, whole);
  }

  /** A name that ends with a hash of something. */
  static String hashed(String name, String something) {
    String kept = name.substring(0, Math.min(name.length(), LONGEST - HASH - 1));
    return kept + "-" + Sha256.of(something).substring(0, HASH);
  }
}
