package dev.mneme.app.sweep;

import dev.mneme.app.training.Trainable;
import dev.mneme.data.InputException;
import dev.mneme.recipe.Draft;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The trials that a sweep's file makes, all of them read: group by group, setting by setting, seed
 * by seed.
 *
 * @param settings in the order of the file
 */
record SweepPlan(SweepRecipe recipe, List<Setting> settings, List<PlannedTrial> trials) {

  private static final int MOST_TRIALS = 10_000;

  /** The fraction that says which rows there are. */
  private static final String HELD_OUT = "held-out";

  /** Makes of a recipe's keys what they declare, or refuses them. */
  interface Kinds {
    Trainable of(Draft recipe);
  }

  /**
   * Reads a sweep and the recipe of every trial.
   *
   * @throws InputException in one line, naming group and key of the first mistake
   */
  static SweepPlan read(Path file, Kinds kinds) {
    Draft draft = Draft.read(file);
    return new Reading(draft, SweepRecipe.FORMAT.resolve(draft), kinds).plan();
  }

  /**
   * Opens what the trials name, once for those whose settings differ in fractions alone, such as
   * rates and weights: these name the same and find room for the same.
   *
   * @throws InputException in one line, naming group and setting, if one is no good
   */
  void check(String name) {
    Set<String> seen = new HashSet<>();
    for (PlannedTrial trial : trials) {
      Map<String, JsonNode> named = new LinkedHashMap<>(trial.setting().changes());
      named
          .entrySet()
          .removeIf(change ->
              change.getValue().isFloatingPointNumber() && !change.getKey().endsWith(HELD_OUT));
      if (seen.add(new Setting(trial.setting().group(), named).toString())) {
        try {
          trial.training().check();
        } catch (InputException mistake) {
          throw Reading.explained(name + ": ", trial.setting(), mistake);
        }
      }
    }
  }

  /** One reading of one file. */
  private static final class Reading {
    private final Draft draft;
    private final SweepRecipe recipe;
    private final Kinds kinds;
    private final List<Setting> settings = new ArrayList<>();
    private final List<PlannedTrial> trials = new ArrayList<>();
    private final Map<String, PlannedTrial> byRecipe = new HashMap<>();
    private final Set<String> groups = new HashSet<>();

    Reading(Draft draft, SweepRecipe recipe, Kinds kinds) {
      this.draft = draft;
      this.recipe = recipe;
      this.kinds = kinds;
    }

    SweepPlan plan() {
      if (recipe.figure().isBlank()) {
        throw new InputException(
            draft.at("figure")
                + "figure must name what trials are ranked by, such as new.reward or new.loss.");
      }
      for (int i = 0; i < recipe.groups().size(); i++) {
        read(recipe.groups().get(i).named(), "groups." + (i + 1) + ".");
      }
      return new SweepPlan(recipe, List.copyOf(settings), List.copyOf(trials));
    }

    private void read(SweepRecipe.Group group, String path) {
      if (group.recipe().isBlank()) {
        throw new InputException(
            draft.at(path + "recipe")
                + "each of the groups needs the recipe that its trials share, such as recipe:"
                + " recipes/grpo.yaml");
      }
      if (!groups.add(group.name())) {
        throw new InputException(
            draft.at(path + "name")
                + "two groups are called \"%s\". Give each a name of its own."
                    .formatted(group.name()));
      }
      Draft shared;
      try {
        shared = Draft.read(Path.of(group.recipe()));
        kinds.of(shared);
      } catch (InputException mistake) {
        throw explained(draft.at(path + "recipe"), new Setting(group.name(), Map.of()), mistake);
      }
      for (Map<String, JsonNode> changes : changes(group, path)) {
        add(new Setting(group.name(), changes), shared, path);
      }
    }

    /** Every combination of the grid with every draw, the last key changing first. */
    private List<Map<String, JsonNode>> changes(SweepRecipe.Group group, String path) {
      List<Map<String, JsonNode>> all = List.of(Map.of());
      for (Map.Entry<String, JsonNode> key : group.grid().entrySet()) {
        List<Map<String, JsonNode>> longer = new ArrayList<>();
        for (Map<String, JsonNode> each : all) {
          key.getValue().forEach(value -> longer.add(with(each, Map.of(key.getKey(), value))));
          requireBearable(longer.size(), path);
        }
        all = longer;
      }
      if (group.random().trials() == 0) {
        return all;
      }
      requireBearable((long) all.size() * group.random().trials(), path);
      List<Map<String, JsonNode>> draws = Draws.of(group.random(), drawn(group, path), at(path));
      return all.stream().flatMap(each -> draws.stream().map(draw -> with(each, draw))).toList();
    }

    private static Map<String, JsonNode> with(
        Map<String, JsonNode> some, Map<String, JsonNode> more) {
      Map<String, JsonNode> all = new LinkedHashMap<>(some);
      all.putAll(more);
      return all;
    }

    private Map<String, Drawn> drawn(SweepRecipe.Group group, String path) {
      Map<String, Drawn> drawn = new LinkedHashMap<>();
      group
          .random()
          .keys()
          .forEach((key, how) -> {
            String where = draft.at(path + "random.keys." + key) + "\"" + key + "\"";
            Drawn each = Drawn.FORMAT.resolve(Draft.of(where, how));
            if (each.isEmpty()) {
              throw new InputException(
                  where
                      + ": say from and to, or among, to have it drawn; see"
                      + " docs/reference/sweep.md.");
            }
            drawn.put(key, each);
          });
      return drawn;
    }

    private void requireBearable(long count, String path) {
      if (count * recipe.seeds().size() > MOST_TRIALS) {
        throw InputException.of(
            "%sthis makes more than %,d trials. Sweep fewer values or keys.",
            at(path), MOST_TRIALS);
      }
    }

    private void add(Setting setting, Draft shared, String path) {
      settings.add(setting);
      for (long seed : recipe.seeds()) {
        PlannedTrial trial = new PlannedTrial(setting, seed, declared(setting, seed, shared, path));
        PlannedTrial same = byRecipe.putIfAbsent(trial.training().resolved(), trial);
        if (same != null) {
          throw new InputException(
              "%s%s is the same trial as %s: they have the same whole recipe. Take one of them out."
                  .formatted(at(path), words(setting), words(same.setting())));
        }
        trials.add(trial);
      }
      requireBearable(settings.size(), path);
    }

    private Trainable declared(Setting setting, long seed, Draft shared, String path) {
      try {
        return declared(setting.changes(), seed, shared);
      } catch (InputException mistake) {
        throw explained(draft.at(path + place(setting, shared, mistake)), setting, mistake);
      }
    }

    private Trainable declared(Map<String, JsonNode> changes, long seed, Draft shared) {
      Draft changed = shared.with(SweepRecipe.SEED, JsonNodeFactory.instance.numberNode(seed));
      for (Map.Entry<String, JsonNode> change : changes.entrySet()) {
        changed = changed.with(change.getKey(), change.getValue());
      }
      return kinds.of(changed);
    }

    /** Where in the group the key stands that makes the same mistake alone; else the grid. */
    private String place(Setting setting, Draft shared, InputException mistake) {
      for (Map.Entry<String, JsonNode> change : setting.changes().entrySet()) {
        try {
          declared(Map.of(change.getKey(), change.getValue()), 0, shared);
        } catch (InputException alone) {
          if (String.valueOf(alone.getMessage()).equals(mistake.getMessage())) {
            boolean grid =
                recipe.groups().stream().anyMatch(g -> g.grid().containsKey(change.getKey()));
            return (grid ? "grid." : "random.keys.") + change.getKey();
          }
        }
      }
      return "grid";
    }

    private String at(String path) {
      return draft.at(path + "grid");
    }

    private static InputException explained(String place, Setting setting, InputException mistake) {
      return new InputException(place + words(setting) + ": " + mistake.getMessage(), mistake);
    }

    private static String words(Setting setting) {
      String group = "group \"%s\"".formatted(setting.group());
      return setting.changes().isEmpty() ? group : group + ", " + setting.text();
    }
  }
}
