package dev.mneme.app.sweep;

import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Settings drawn by chance, all different. What is drawn for a key depends on the seed, the key and
 * the number of the draw only: more draws leave the first ones as they were, and another key does
 * not move those of the others.
 */
final class Draws {

  private static final int MOST_ATTEMPTS = 1_000;
  private static final int HEX_DIGITS = 13; // 52 bits

  private Draws() {}

  /**
   * Draws.
   *
   * @param where what messages begin with
   * @throws InputException if there are not so many different ones
   */
  static List<Map<String, JsonNode>> of(
      SweepRecipe.Random random, Map<String, Drawn> keys, String where) {
    List<Map<String, JsonNode>> draws = new ArrayList<>();
    Set<Map<String, JsonNode>> seen = new HashSet<>();
    for (int trial = 0; trial < random.trials(); trial++) {
      Map<String, JsonNode> draw = draw(random.seed(), keys, trial, 0);
      for (int attempt = 1; !seen.add(draw); attempt++) {
        if (attempt > MOST_ATTEMPTS) {
          throw new InputException(
              "%srandom.trials is %d, but only %d different ones can be drawn from these keys. Lower it."
                  .formatted(where, random.trials(), trial));
        }
        draw = draw(random.seed(), keys, trial, attempt);
      }
      draws.add(draw);
    }
    return draws;
  }

  private static Map<String, JsonNode> draw(
      long seed, Map<String, Drawn> keys, int trial, int attempt) {
    Map<String, JsonNode> draw = new LinkedHashMap<>();
    keys.forEach((key, drawn) -> draw.put(key, drawn.at(uniform(seed, key, trial, attempt))));
    return draw;
  }

  private static double uniform(long seed, String key, int trial, int attempt) {
    String hash = Sha256.of("%d %d %d %s".formatted(seed, trial, attempt, key));
    return Long.parseLong(hash.substring(0, HEX_DIGITS), 16) / (double) (1L << (4 * HEX_DIGITS));
  }
}
