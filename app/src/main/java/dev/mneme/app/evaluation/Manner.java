package dev.mneme.app.evaluation;

import dev.mneme.policy.ContinuationScorer.Batching;
import dev.mneme.task.benchmark.Examiner;
import dev.mneme.task.benchmark.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * How answers are drawn and computed.
 *
 * @param temperature at which texts are written; 0 takes the likeliest token
 * @param seed of what is drawn at a temperature
 * @param batching 0 as usual; any other number computes the same in batches of another size, which
 *     changes the rounding
 */
public record Manner(double temperature, long seed, int batching) {

  /** The likeliest text, batched as usual. */
  public static final Manner USUAL = new Manner(0, 0, 0);

  public Manner {
    if (!(temperature >= 0) || batching < 0) {
      throw new IllegalArgumentException("temperature and batching must be at least 0");
    }
  }

  /** The name of a folder for its results; empty for the usual one. */
  String folder() {
    if (equals(USUAL)) {
      return "";
    }
    String sampled = temperature > 0 ? "-at-%s-seed-%d".formatted(temperature, seed) : "";
    String batched = batching > 0 ? "-batching-%d".formatted(batching) : "";
    return (sampled + batched).substring(1);
  }

  /** Of this, what an item's answer depends on; nothing for the usual manner. */
  List<Object> matters(Item item) {
    List<Object> matters = new ArrayList<>();
    if (temperature > 0 && item instanceof Item.Prompt) {
      matters.add("at %s with seed %d of its own".formatted(temperature, seed));
    }
    if (batching > 0) {
      matters.add("batching " + batching);
    }
    return matters;
  }

  Examiner.Settings settings(Examiner.Settings usual) {
    Batching batches = usual.batching();
    return new Examiner.Settings(
        usual.longest(),
        new Batching(Math.max(1, batches.tokens() / (1 + batching)), batches.shared()),
        Math.max(1, usual.slots() - 5 * batching),
        seed,
        temperature);
  }
}
