package dev.mneme.app.sweep;

import dev.mneme.recipe.RecipeFormat;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A declared sweep.
 *
 * @param groups each with a recipe of its own
 * @param seeds every trial is done with each of them
 * @param figure what trials are ranked by
 * @param better whether a larger figure is the better one
 * @param take which of a trial's measurements counts
 * @param also further figures for the tables
 * @param measure what trained models are examined on
 * @param keep what is left of a finished trial
 */
record SweepRecipe(
    List<Group> groups,
    List<Long> seeds,
    String figure,
    Better better,
    Take take,
    List<String> also,
    Measure measure,
    Keep keep) {

  /** The key of every recipe that seeds set. */
  static final String SEED = "seed";

  /** Characters of a group's name. */
  private static final int LONGEST = 60;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,59}");

  static final RecipeFormat<SweepRecipe> FORMAT =
      new RecipeFormat<>(
          SweepRecipe.class,
          new SweepRecipe(
              List.of(new Group("", "", "", Map.of(), new Random(0, 0, Map.of()))),
              List.of(0L),
              "",
              Better.HIGHER,
              Take.LAST,
              List.of(),
              new Measure("", 0, "data", false, 128, 128, 0),
              Keep.ALL));

  /** Which of two figures is the better one. */
  enum Better {
    HIGHER,
    LOWER;

    boolean isBetter(double one, double other) {
      return this == HIGHER ? one > other : one < other;
    }
  }

  /** Which measurement of a trial counts. */
  enum Take {
    LAST,
    BEST
  }

  /** What is left of a finished trial. */
  enum Keep {
    ALL,
    /** No checkpoints where a saved model stands beside them. */
    MODEL,
    /** Neither checkpoints nor models. */
    FIGURES
  }

  /**
   * Trials that share a recipe: every combination of the grid with every draw.
   *
   * @param name of its folder; empty for that of the recipe
   * @param recipe file that {@code mneme train} takes
   * @param learns task on whose prompts its models are compared with the one they were tuned from:
   *     one of the suite's, or a benchmark; empty for none
   * @param grid lists of values by key
   */
  record Group(
      String name, String recipe, String learns, Map<String, JsonNode> grid, Random random) {
    Group {
      grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
      require(
          name.isEmpty() || NAME.matcher(name).matches(),
          "name must be up to 60 letters, digits, ., _ and -, as it names a folder, was \"%s\"",
          name);
      grid.forEach((key, values) ->
          require(
              values.isArray() && !values.isEmpty(),
              "grid: \"%s\" must be a list of values in brackets",
              key));
      for (Map<String, JsonNode> keys : List.of(grid, random.keys())) {
        require(
            !keys.containsKey(SEED), "\"%s\" is no key to sweep: list the seeds as seeds", SEED);
      }
      for (String key : random.keys().keySet()) {
        require(!grid.containsKey(key), "\"%s\" is in the grid and in random.keys", key);
      }
    }

    /** The same with a name: that of its recipe, where it was given none. */
    Group named() {
      if (!name.isEmpty()) {
        return this;
      }
      String file = recipe.replaceFirst(".*[/\\\\]", "").replaceFirst("\\.ya?ml$", "");
      String safe = "_" + file.replaceAll("[^A-Za-z0-9._-]+", "_");
      String known = NAME.matcher(safe.substring(1)).matches() ? safe.substring(1) : safe;
      return new Group(
          known.substring(0, Math.min(known.length(), LONGEST)), recipe, learns, grid, random);
    }
  }

  /**
   * Settings drawn by chance.
   *
   * @param trials so many different ones; 0 for none
   * @param keys how each key is drawn, as {@link Drawn} says
   */
  record Random(int trials, long seed, Map<String, JsonNode> keys) {
    Random {
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
      require(trials >= 0, "trials must be at least 0, was %s", trials);
      require(
          trials == 0 || !keys.isEmpty(),
          "random.keys must say what is drawn where random.trials is %s",
          trials);
    }
  }

  /**
   * What trained models are asked.
   *
   * @param suite by name or file; empty for none
   * @param limit items of each task, drawn; 0 for as many as the suite says
   * @param data folder with one folder of data a benchmark
   * @param chat whether in the words of the model's chat template
   * @param driftSamples sequences drawn of either model for its KL, where a group says what it
   *     learns
   * @param driftTokens the most tokens of each
   * @param fisherSamples sequences from which the Fisher information of the model before the tuning
   *     is estimated; 0 for none
   */
  record Measure(
      String suite,
      int limit,
      String data,
      boolean chat,
      int driftSamples,
      int driftTokens,
      int fisherSamples) {
    Measure {
      require(limit >= 0, "limit must be at least 0, was %s", limit);
      require(driftSamples >= 2, "drift-samples must be at least 2, was %s", driftSamples);
      require(driftTokens >= 1, "drift-tokens must be at least 1, was %s", driftTokens);
      require(fisherSamples >= 0, "fisher-samples must be at least 0, was %s", fisherSamples);
    }
  }

  SweepRecipe {
    groups = List.copyOf(groups);
    seeds = List.copyOf(seeds);
    also = List.copyOf(also);
    require(!seeds.isEmpty(), "seeds must name at least one, were %s", seeds);
    require(new HashSet<>(seeds).size() == seeds.size(), "a seed is named twice in %s", seeds);
  }

  static void require(boolean condition, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(rule.formatted(value));
    }
  }
}
