package dev.mneme.app.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.task.ExactMatch;
import dev.mneme.task.LengthShaping;
import dev.mneme.task.MultipleChoice;
import dev.mneme.task.NumberMatch;
import dev.mneme.task.PatternMatch;
import dev.mneme.task.Repetition;
import dev.mneme.task.SpanOverlap;
import dev.mneme.task.TagFormat;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.ThinkFormat;
import dev.mneme.task.TokenOverlap;
import dev.mneme.task.WeightedRewards;
import dev.mneme.task.instructions.InstructionFollowing;
import dev.mneme.task.instructions.Strictness;
import dev.mneme.task.maths.MathAnswer;
import dev.mneme.task.tools.ToolCallMatch;
import dev.mneme.text.Tokenizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One of the rewards that completions earn, in [0, 1].
 *
 * @param kind the verifier that judges
 * @param name what it is called in events; empty for the name of its kind
 * @param weight how much it counts, relative to the others
 * @param gate whether the others count only where it is 1
 * @param column what holds the right answer
 * @param pattern for {@code regex}: must be found; if it has a group, that must be the answer
 * @param options for {@code multiple-choice}: the column with the options' texts; empty for none
 * @param measure for {@code overlap}
 * @param tags for {@code format}, in order
 * @param opened for {@code think-format}: whether the prompt opens the thought
 * @param graded for {@code format}, {@code think-format}, {@code tool-calls} and {@code
 *     instructions}: whether parts count
 * @param run for {@code repetition}: words of a run
 */
record RewardKeys(
    Kind kind,
    String name,
    double weight,
    boolean gate,
    String column,
    String pattern,
    String options,
    TokenOverlap.Measure measure,
    List<String> tags,
    boolean opened,
    boolean graded,
    int run,
    Length length,
    Calls calls) {

  static final RewardKeys DEFAULTS =
      new RewardKeys(
          Kind.EXACT,
          "",
          1,
          false,
          "answer",
          "",
          "",
          TokenOverlap.Measure.F1,
          List.of("think", "answer"),
          false,
          false,
          4,
          new Length(Unit.WORDS, 0, 400, 100, LengthShaping.Curve.LINEAR),
          new Calls("", true));

  /** The verifiers that a recipe can name. */
  enum Kind {
    EXACT,
    NUMBER,
    REGEX,
    MULTIPLE_CHOICE,
    OVERLAP,
    SPAN,
    FORMAT,
    THINK_FORMAT,
    LENGTH,
    REPETITION,
    TOOL_CALLS,
    MATHS,
    INSTRUCTIONS;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What lengths are counted in. */
  enum Unit {
    CHARACTERS,
    WORDS,
    /** Of the model's tokenizer, the end not counted. */
    TOKENS
  }

  /**
   * For {@code length}.
   *
   * @param least shortest length worth 1
   * @param most longest length worth 1
   * @param falloff lengths beyond them in which the reward falls to 0
   */
  record Length(Unit unit, int least, int most, int falloff, LengthShaping.Curve curve) {
    Length {
      Rule.atLeast(0, "least", least);
      Rule.require(most >= least, "most must be at least least, " + least, most);
      Rule.atLeast(0, "falloff", falloff);
    }

    private LengthShaping shaping(Tokenizer tokenizer) {
      LengthShaping.Unit counted =
          switch (unit) {
            case CHARACTERS -> LengthShaping.Unit.CHARACTERS;
            case WORDS -> LengthShaping.Unit.WORDS;
            case TOKENS -> new LengthShaping.Unit("tokens", text -> tokenizer.encode(text).length);
          };
      return new LengthShaping(counted, least, most, falloff, curve);
    }
  }

  /**
   * For {@code tool-calls}.
   *
   * @param functions the column that declares the functions; empty for none
   * @param ordered whether the order of the calls matters
   */
  record Calls(String functions, boolean ordered) {}

  RewardKeys {
    tags = List.copyOf(tags);
    Rule.atLeast(0, "weight", weight);
    Rule.require(!name.contains("."), "name must have no full stop", name);
    Rule.require(run >= 1 && run <= 100, "run must lie between 1 and 100", run);
    Rule.require(
        kind != Kind.REGEX || !pattern.isEmpty(), "pattern must be given for regex", "\"\"");
    Rule.require(
        kind != Kind.TOOL_CALLS || !column.isEmpty() || !calls.functions().isEmpty(),
        "column must be given for tool-calls, unless calls.functions is",
        "\"\"");
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException mistake) {
      throw new IllegalArgumentException(
          "pattern is no regular expression: %s near place %d, was \"%s\""
              .formatted(mistake.getDescription(), mistake.getIndex(), pattern),
          mistake);
    }
    if (kind == Kind.FORMAT) {
      new TagFormat(tags, graded);
    }
  }

  /** Whether several rewards can be mixed. */
  static void requireMixture(List<RewardKeys> rewards) {
    Rule.require(
        rewards.stream().anyMatch(reward -> reward.weight() > 0),
        "one reward at least needs a weight above 0",
        0);
    List<String> names = rewards.stream().map(RewardKeys::title).toList();
    Rule.require(
        names.stream().distinct().count() == names.size(),
        "each reward needs a name of its own",
        names);
  }

  private String title() {
    return name.isBlank() ? kind.toString() : name;
  }

  /** One verifier for all: where there is a single reward, its own. */
  static TextVerifier verifier(List<RewardKeys> rewards, Tokenizer tokenizer) {
    if (rewards.size() == 1) {
      return rewards.getFirst().verifier(tokenizer);
    }
    return new WeightedRewards(
        rewards.stream()
            .map(keys ->
                new WeightedRewards.Part(
                    keys.title(), keys.verifier(tokenizer), keys.weight(), keys.gate()))
            .toList());
  }

  private TextVerifier verifier(Tokenizer tokenizer) {
    return switch (kind) {
      case EXACT -> new ExactMatch(column);
      case NUMBER -> new NumberMatch(column);
      case REGEX -> new PatternMatch(Pattern.compile(pattern), column);
      case MULTIPLE_CHOICE -> new MultipleChoice(column, options);
      case OVERLAP -> new TokenOverlap(column, measure);
      case SPAN -> new SpanOverlap(column);
      case FORMAT -> new TagFormat(tags, graded);
      case THINK_FORMAT -> new ThinkFormat(opened, graded);
      case LENGTH -> length.shaping(tokenizer);
      case REPETITION -> new Repetition(run);
      case TOOL_CALLS -> new ToolCallMatch(column, calls.functions(), calls.ordered(), graded);
      case MATHS -> new MathAnswer(column);
      case INSTRUCTIONS ->
          new InstructionFollowing(
              Strictness.STRICT,
              graded ? InstructionFollowing.Reward.SHARE : InstructionFollowing.Reward.ALL);
    };
  }
}
