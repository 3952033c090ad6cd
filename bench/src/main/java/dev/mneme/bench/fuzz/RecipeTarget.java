package dev.mneme.bench.fuzz;

import dev.mneme.recipe.Draft;
import dev.mneme.recipe.RecipeFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A recipe in YAML, into records with the kinds of fields that recipes have. */
final class RecipeTarget implements Target {

  /** One of several. */
  public enum Schedule {
    COSINE,
    CONSTANT_LATER
  }

  /** A section with a rule. */
  public record Tuning(int steps, double learningRate, boolean clip, Schedule schedule) {
    public Tuning {
      if (steps < 1 || !(learningRate > 0)) {
        throw new IllegalArgumentException(
            "steps and learning-rate must be positive, were %d and %s"
                .formatted(steps, learningRate));
      }
    }
  }

  /** The whole. */
  public record Sample(
      String name, long seed, List<Double> rates, List<String> tasks, Tuning tuning) {}

  private final RecipeFormat<Sample> format =
      new RecipeFormat<>(
          Sample.class,
          new Sample(
              "plain", 0, List.of(0.1), List.of("a"), new Tuning(10, 1e-3, true, Schedule.COSINE)));
  private final Scratch scratch = new Scratch();
  private final List<byte[]> seeds =
      Stream.of(
              "name: x\nseed: 3\nrates: [1e-3, 2.0]\ntasks:\n  - a\n  - 'b'\ntuning:\n  steps: 5\n  learning-rate: 1.0e-3\n  clip: false\n  schedule: constant_later\n",
              "{name: \"x\", tuning: {steps: 7, schedule: COSINE}}",
              "# said\n---\nname: &a |\n  several\n  lines\ntasks: [*a, \"\\u0041\"]\n...\n",
              "? name\n: !!str 3\nseed: 31\n",
              "name: >-\n  folded\nrates: [.inf, -.inf, .nan]\n")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "name",
        "seed",
        "rates",
        "tasks",
        "tuning",
        "steps",
        "learning-rate",
        "clip",
        "schedule",
        ": ",
        "\n",
        "\n  ",
        "- ",
        "? ",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "!!binary ",
        "!!map ",
        "!x ",
        "%YAML 1.2\n",
        "---\n",
        "...\n",
        "|\n",
        ">\n",
        "'",
        "\"",
        "#",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\t",
        "~",
        ".nan",
        ".inf",
        "0o7",
        "0b1",
        "1:30",
        "2026-01-01",
        "\\x",
        "\u0085",
        "\ufeff");
  }

  @Override
  public void read(byte[] file) throws IOException {
    Path path = scratch.write("recipe.yaml", file);
    Draft.read(path).topLevel();
    Sample sample = format.read(path);
    if (!format.parse("written", format.write(sample)).equals(sample)) {
      throw new AssertionError("what is written reads as something else: " + sample);
    }
  }
}
