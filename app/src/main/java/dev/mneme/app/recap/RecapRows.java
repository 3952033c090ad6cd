package dev.mneme.app.recap;

import dev.mneme.data.DurableFiles;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Problems of a course as rows: what is asked, what rewards need, and an answer with all steps. */
final class RecapRows {

  private final long seed;
  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * @param seed of the world
   */
  RecapRows(long seed) {
    this.seed = seed;
  }

  /** Writes problems of a side, at most so many. */
  void write(DurableFiles files, Path file, Course course, Split split, int most) {
    files.write(
        file,
        course.upTo(split, seed, most).stream()
            .map(problem -> json.writeValueAsString(row(problem)) + "\n")
            .collect(Collectors.joining()));
  }

  private static Map<String, @Nullable Object> row(Problem problem) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("prompt", problem.prompt());
    row.put(RecapRewards.REFERENCE, problem.right().getFirst());
    problem.columns().forEach(row::putIfAbsent);
    return row;
  }
}
