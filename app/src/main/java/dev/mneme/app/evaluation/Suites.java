package dev.mneme.app.evaluation;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import dev.mneme.sandbox.CodeTests;
import dev.mneme.sandbox.Credit;
import dev.mneme.sandbox.Fence;
import dev.mneme.sandbox.Limits;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.task.BalancedEquation;
import dev.mneme.task.MultipleChoice;
import dev.mneme.task.NumberMatch;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Benchmarks;
import dev.mneme.task.benchmark.ChoiceMetric;
import dev.mneme.task.instructions.InstructionFollowing;
import dev.mneme.task.instructions.Strictness;
import dev.mneme.task.maths.MathAnswer;
import dev.mneme.task.tools.ToolCallMatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The suites and tasks that there are. Owns the sandboxes in which their verifiers run code; none
 * is opened before the first program is judged.
 */
public final class Suites implements AutoCloseable {

  /** Suites that come with Mneme, each a file of the same form as a user's. */
  private static final List<String> NAMED =
      List.of("prior-paper", "new-maths", "new-science", "new-tools", "lab-prior", "lab-new");

  private final Sandboxes sandboxes = new Sandboxes();
  private final List<Benchmark> benchmarks = List.copyOf(benchmarks(sandboxes));

  private static List<Benchmark> benchmarks(Sandboxes sandboxes) {
    List<Benchmark> benchmarks = new ArrayList<>(Benchmarks.byLikelihood());
    TextVerifier letter = new MultipleChoice("answer", "");
    benchmarks.add(Benchmarks.gsm8k(new NumberMatch("answer")));
    benchmarks.add(Benchmarks.math500(new MathAnswer()));
    benchmarks.add(Benchmarks.sciKnowEval(science(letter, new BalancedEquation("answer"))));
    benchmarks.add(Benchmarks.sciKnowEvalChoices(letter));
    benchmarks.add(Benchmarks.toolAlpaca(new ToolCallMatch("answer", "", true, false)));
    benchmarks.add(
        Benchmarks.ifEval(
            new InstructionFollowing(Strictness.STRICT, InstructionFollowing.Reward.ALL),
            new InstructionFollowing(Strictness.LOOSE, InstructionFollowing.Reward.ALL)));
    benchmarks.add(
        Benchmarks.humanEval(
            new CodeTests(sandboxes.with(Limits.DEFAULT), Credit.ALL, Fence.LAST)));
    World.create().courses().forEach(course -> benchmarks.add(WorldBenchmarks.of(course)));
    return benchmarks;
  }

  /** The benchmarks that come with Mneme, each with its verifier. */
  List<Benchmark> benchmarks() {
    return benchmarks;
  }

  /** Of the chemistry, what is filled in are balanced equations. */
  private static TextVerifier science(TextVerifier letter, TextVerifier filled) {
    return (text, columns) ->
        ("filling".equals(columns.get("type")) ? filled : letter).judge(text, columns);
  }

  public Optional<Benchmark> benchmark(String name) {
    return benchmarks.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Those that come with Mneme. */
  List<Suite> named() {
    return NAMED.stream().map(this::shipped).toList();
  }

  /**
   * The suite of that name, or in that file.
   *
   * @throws InputException in one line, if there is none or it is not in order
   */
  public Suite suite(String nameOrFile) {
    if (NAMED.contains(nameOrFile)) {
      return shipped(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file) && !nameOrFile.matches(".*[./\\\\].*")) {
      throw unknown("suite", nameOrFile, NAMED);
    }
    Path home = file.getParent() == null ? Path.of("") : file.getParent();
    String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return resolve(name, SuiteRecipe.FORMAT.read(file), home, file.toString());
  }

  /**
   * A suite of single benchmarks.
   *
   * @throws InputException if there is none of one of the names
   */
  public Suite of(List<String> names) {
    List<Suite.Entry> entries =
        names.stream()
            .map(name ->
                Suite.Entry.of(
                    benchmark(name).orElseThrow(() -> unknown("task", name, benchmarkNames()))))
            .toList();
    return new Suite(String.join("+", names), "", entries);
  }

  /**
   * Only some tasks of a suite.
   *
   * @throws InputException if it has none of one of the names
   */
  public static Suite only(Suite suite, List<String> names) {
    List<String> known = suite.entries().stream().map(Suite.Entry::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw unknown("task", name, known);
      }
    }
    return new Suite(
        suite.name(),
        suite.description(),
        suite.entries().stream().filter(entry -> names.contains(entry.name())).toList());
  }

  List<String> benchmarkNames() {
    return benchmarks.stream().map(Benchmark::name).toList();
  }

  /** Names of the suites that come with Mneme. */
  static List<String> suites() {
    return NAMED;
  }

  /** Names of suites and benchmarks. */
  List<String> names() {
    return Stream.concat(NAMED.stream(), benchmarkNames().stream()).toList();
  }

  static InputException unknown(String kind, String name, List<String> known) {
    String nearest = Nearest.of(name, known);
    return new InputException(
        "unknown %s \"%s\". %s"
            .formatted(
                kind,
                name,
                nearest == null
                    ? "There are %s.".formatted(String.join(", ", known))
                    : "Did you mean \"%s\"?".formatted(nearest)));
  }

  private Suite shipped(String name) {
    String file = name + ".yaml";
    try (InputStream in = Suites.class.getResourceAsStream("suites/" + file)) {
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return resolve(name, SuiteRecipe.FORMAT.parse(file, text), Path.of(""), file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Suite resolve(String name, SuiteRecipe recipe, Path home, String where) {
    List<Suite.Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (TaskKeys keys : recipe.tasks()) {
      if (keys.name().isBlank()) {
        throw new InputException(
            where + ": each of its tasks needs a name. Begin it with \"- name: \".");
      }
      if (!keys.name().matches("[\\w.+-]{1,100}")) {
        throw new InputException(
            "%s: a task's name is that of a file too: letters, digits, _, . and - only, was \"%s\"."
                .formatted(where, keys.name()));
      }
      if (!names.add(keys.name())) {
        throw new InputException(
            "%s: two tasks are called \"%s\". Give each a name of its own."
                .formatted(where, keys.name()));
      }
      entries.add(entry(keys, home, where));
    }
    return new Suite(name, recipe.description(), entries);
  }

  private Suite.Entry entry(TaskKeys keys, Path home, String where) {
    boolean own = !keys.file().isEmpty();
    Benchmark benchmark =
        own
            ? RowsTask.benchmark(keys, home, sandboxes)
            : benchmark(keys.name())
                .orElseThrow(() ->
                    new InputException(
                        where
                            + ": "
                            + unknown("task", keys.name(), benchmarkNames()).getMessage()));
    int shots = keys.fewShot() == TaskKeys.USUAL_SHOTS ? benchmark.shots() : keys.fewShot();
    Suite.Entry entry =
        new Suite.Entry(
            benchmark, shots, keys.limit(), keys.metric(), own ? keys.reward().toString() : "");
    if (benchmark.scoring() instanceof Benchmark.Scoring.ByLikelihood chosen) {
      entry.metric(chosen.metrics().stream().map(ChoiceMetric::label).toList());
    }
    return entry;
  }

  @Override
  public void close() {
    sandboxes.close();
  }
}
