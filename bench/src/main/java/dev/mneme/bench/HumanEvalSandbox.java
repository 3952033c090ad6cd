package dev.mneme.bench;

import dev.mneme.sandbox.CodeTests;
import dev.mneme.sandbox.Credit;
import dev.mneme.sandbox.Fence;
import dev.mneme.sandbox.Limits;
import dev.mneme.sandbox.Sandbox;
import dev.mneme.task.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether HumanEval's own solutions pass the sandbox and damaged ones fail. One line an item and
 * kind as it goes, a summary at the end.
 */
public final class HumanEvalSandbox {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern CONDITION =
      Pattern.compile("^( +)(if|while) (.*):[ ]*$", Pattern.MULTILINE);
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.'\"])(\\d+)(?![\\w.'\"])");

  /** Ways to damage a solution; each gives null where it does not apply. */
  private enum Damage {
    NONE,
    NEGATED_CONDITION,
    OFF_BY_ONE,
    TRUNCATED,
    RETURN_NONE;

    @Nullable String of(String solution) {
      return switch (this) {
        case NONE -> solution;
        case RETURN_NONE -> "    return None\n";
        case NEGATED_CONDITION -> {
          Matcher found = CONDITION.matcher(solution);
          yield found.find()
              ? found.replaceFirst(
                  Matcher.quoteReplacement(
                      found.group(1) + found.group(2) + " not (" + found.group(3) + "):"))
              : null;
        }
        case OFF_BY_ONE -> {
          Matcher found = NUMBER.matcher(solution);
          yield found.find() && found.group().length() < 10
              ? found.replaceFirst(String.valueOf(Integer.parseInt(found.group()) + 1))
              : null;
        }
        case TRUNCATED -> {
          int end = solution.stripTrailing().lastIndexOf('\n');
          yield end < 0 ? null : solution.substring(0, end + 1);
        }
      };
    }
  }

  private HumanEvalSandbox() {}

  /** Argument: HumanEval.jsonl.gz; then the damages to try, all without any. */
  public static void main(String[] arguments) throws IOException {
    List<Map<String, @Nullable Object>> items = read(Path.of(arguments[0]));
    List<Damage> wanted = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      wanted.add(Damage.valueOf(arguments[i].toUpperCase(Locale.ROOT)));
    }
    Map<Damage, int[]> counts = new LinkedHashMap<>();
    try (Sandbox sandbox = Sandbox.open(Limits.DEFAULT)) {
      CodeTests tests = new CodeTests(sandbox, Credit.ALL, Fence.LAST);
      for (Damage damage : wanted.isEmpty() ? List.of(Damage.values()) : wanted) {
        int[] count = counts.computeIfAbsent(damage, d -> new int[2]);
        for (Map<String, @Nullable Object> item : items) {
          String damaged = damage.of(String.valueOf(item.get("canonical_solution")));
          if (damaged == null) {
            continue;
          }
          long start = System.nanoTime();
          Verdict verdict = tests.judge(damaged, item);
          count[verdict.reward() == 1 ? 0 : 1]++;
          System.out.printf(
              Locale.ROOT,
              "%s %s %.0f %.1fs %s%n",
              damage,
              item.get("task_id"),
              verdict.reward(),
              (System.nanoTime() - start) / 1e9,
              verdict.reason());
        }
        System.out.printf(Locale.ROOT, "TOTAL %s: %d pass, %d fail%n", damage, count[0], count[1]);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, @Nullable Object>> read(Path file) throws IOException {
    List<Map<String, @Nullable Object>> items = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        items.add(JSON.readValue(line, Map.class));
      }
    }
    return items;
  }
}
