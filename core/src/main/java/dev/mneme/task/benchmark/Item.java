package dev.mneme.task.benchmark;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One question of a benchmark. */
public sealed interface Item {

  /** Which it is, unique in its benchmark and the same in every run. */
  String id();

  /**
   * What it counts to, such as {@code stem/anatomy}: means are also taken over every such group and
   * the groups above it. Empty where there are none.
   */
  String group();

  /**
   * A choice between options by how likely the model finds them.
   *
   * @param options at least one
   * @param right which are right, one for each option, at least one of them
   */
  record Choice(String id, String group, List<Option> options, List<Boolean> right)
      implements Item {

    public Choice {
      options = List.copyOf(options);
      right = List.copyOf(right);
      if (options.size() != right.size() || !right.contains(true)) {
        throw new IllegalArgumentException("a choice needs options, of which one is right");
      }
    }

    /** With one right option. */
    static Choice of(String id, String group, List<Option> options, int gold) {
      return new Choice(
          id, group, options, IntStream.range(0, options.size()).mapToObj(i -> i == gold).toList());
    }
  }

  /**
   * One of several answers.
   *
   * @param context what the model has read
   * @param continuation whose likelihood counts, with the space that joins it to the context
   * @param answer the text whose length it is normalised by
   */
  record Option(String context, String continuation, String answer) {}

  /**
   * A text to be written.
   *
   * @param system what an instructed model is told beforehand; empty if nothing
   * @param prompt what it goes on from
   * @param stops texts that end what is written, which are not part of it
   * @param maxTokens the most tokens written
   * @param columns of the row, for the verifier
   * @param plain whether it is a text to be gone on with, also for a model that was taught to
   *     answer
   */
  record Prompt(
      String id,
      String group,
      String system,
      String prompt,
      List<String> stops,
      int maxTokens,
      Map<String, @Nullable Object> columns,
      boolean plain)
      implements Item {

    public Prompt {
      stops = List.copyOf(stops);
      if (maxTokens < 1 || stops.contains("")) {
        throw new IllegalArgumentException("a prompt needs room for a token and no empty stop");
      }
    }

    /** A question, which a model that was taught to answer is asked as it was taught. */
    public Prompt(
        String id,
        String group,
        String system,
        String prompt,
        List<String> stops,
        int maxTokens,
        Map<String, @Nullable Object> columns) {
      this(id, group, system, prompt, stops, maxTokens, columns, false);
    }
  }
}
