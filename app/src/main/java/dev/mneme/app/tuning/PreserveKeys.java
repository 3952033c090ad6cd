package dev.mneme.app.tuning;

import dev.mneme.data.InputException;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.Freezing;
import dev.mneme.recipe.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What keeps a run from forgetting, whatever it learns by.
 *
 * @param kl holds what the policy says near what the base says
 * @param l2 holds all weights where they began
 * @param ewc holds weights where they began by how much what the model says changes with them
 * @param mas the same, by another measure
 * @param freeze weights, or what holds them, that are not learnt
 * @param replay learns old tasks on beside the new one
 */
record PreserveKeys(
    KlKeys kl,
    Distance l2,
    ImportanceKeys ewc,
    ImportanceKeys mas,
    List<String> freeze,
    ReplayKeys replay) {

  /** The anchor by Fisher information. */
  static final String EWC = "ewc";

  /**
   * An anchor by which all weights matter the same.
   *
   * @param weight 0 for none
   */
  record Distance(double weight) {
    Distance {
      Rule.atLeast(0, "weight", weight);
    }
  }

  /**
   * What is not learnt.
   *
   * @param names of weights, or of what holds them
   */
  record Frozen(List<String> names) {

    static final Frozen NONE = new Frozen(List.of());

    /** The names of the weights. */
    Set<String> weights(DecoderShape shape) {
      try {
        return new Freezing(names).weights(shape);
      } catch (InputException unknown) {
        throw new InputException("preserve.freeze: " + unknown.getMessage(), unknown);
      }
    }
  }

  PreserveKeys {
    freeze = List.copyOf(freeze);
  }

  /**
   * Nothing is kept, unless a recipe says so.
   *
   * @param kind of KL, where one is asked for
   */
  static PreserveKeys usual(KlKeys.Kind kind) {
    return new PreserveKeys(
        KlKeys.none(kind),
        new Distance(0),
        ImportanceKeys.NONE,
        ImportanceKeys.NONE,
        List.of(),
        ReplayKeys.NONE);
  }

  /** Those of the anchors that look at rows, by name. */
  Map<String, ImportanceKeys> importances() {
    Map<String, ImportanceKeys> wanted = new TreeMap<>();
    if (ewc.weight() > 0) {
      wanted.put(EWC, ewc);
    }
    if (mas.weight() > 0) {
      wanted.put("mas", mas);
    }
    return wanted;
  }

  boolean anchored() {
    return l2.weight() > 0 || !importances().isEmpty();
  }

  Frozen frozen() {
    return new Frozen(freeze);
  }

  /** Opens the files that anchors look at, so that a mistake in them is told in time. */
  void requireRows(long seed) {
    for (ImportanceKeys keys : importances().values()) {
      if (keys.rows().exist()) {
        keys.rows().open(seed).close();
      }
    }
  }

  /** SHA-256 of the files that anchors look at, by path. */
  Map<String, String> hashes() {
    Map<String, String> hashes = new TreeMap<>();
    for (ImportanceKeys keys : importances().values()) {
      hashes.putAll(keys.rows().hashes());
    }
    if (replay.wanted()) {
      hashes.putAll(replay.rows().hashes());
    }
    return hashes;
  }
}
