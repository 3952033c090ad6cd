package dev.mneme.app.evaluation;

import dev.mneme.data.Sha256;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * A task with the items that are asked.
 *
 * @param entry as it is asked
 * @param items in the order of the data
 * @param all how many the data have
 */
public record TaskItems(Suite.Entry entry, List<Item> items, int all) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Answer NOTHING = new Answer.Response("", 0, true);

  /**
   * Reads a task. Of a user's own rows, each is also judged with an empty answer: what a reward
   * does not find in one is said before a model is loaded.
   *
   * @param data folder with one folder a benchmark
   * @param limit items drawn without order, a smaller limit's among a larger one's; 0 for all
   * @throws dev.mneme.data.InputException in one line, if its data are not in order
   */
  public static TaskItems read(Suite.Entry entry, Path data, int limit, long seed) {
    List<Item> all = entry.benchmark().items(data, entry.shots());
    if (entry.own()) {
      all.stream()
          .filter(Item.Prompt.class::isInstance)
          .forEach(item -> entry.judge(item, NOTHING));
    }
    if (limit == 0 || limit >= all.size()) {
      return new TaskItems(entry, all, all.size());
    }
    Set<String> drawn =
        new HashSet<>(
            all.stream()
                .map(Item::id)
                .sorted(Comparator.comparing(id -> Sha256.of(seed + " " + id)))
                .limit(limit)
                .toList());
    return new TaskItems(
        entry, all.stream().filter(item -> drawn.contains(item.id())).toList(), all.size());
  }

  public String name() {
    return entry.name();
  }

  /** A hash of all that is asked, and of how answers are judged. */
  public String fingerprint() {
    StringBuilder all = new StringBuilder();
    all.append(
        MAPPER.writeValueAsString(List.of(name(), entry.shots(), entry.metric(), entry.judging())));
    items.forEach(item -> all.append('\n').append(Sha256.of(MAPPER.writeValueAsString(item))));
    return Sha256.of(all.toString());
  }
}
