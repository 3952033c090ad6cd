package dev.mneme.app.reward;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.lab.world.whole.World;
import dev.mneme.recipe.Rule;
import dev.mneme.sandbox.CodeTests;
import dev.mneme.sandbox.Credit;
import dev.mneme.sandbox.Fence;
import dev.mneme.sandbox.Limits;
import dev.mneme.sandbox.Sandboxes;
import dev.mneme.task.BalancedEquation;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

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
 * @param graded for {@code format}, {@code think-format}, {@code tool-calls}, {@code instructions}
 *     and {@code code}: whether parts count
 * @param run for {@code repetition}: words of a run
 * @param course for {@code lab}: the course of the small world that the rows are of
 */
public record RewardKeys(
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
    String course,
    Length length,
    Calls calls,
    Code code) {

  public static final RewardKeys DEFAULTS =
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
          "",
          new Length(Unit.WORDS, 0, 400, 100, LengthShaping.Curve.LINEAR),
          new Calls("", true),
          new Code(Fence.LAST, 10, 256));

  /** The verifiers that can be named. */
  public enum Kind {
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
    INSTRUCTIONS,
    CODE,
    EQUATION,
    LAB;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What lengths are counted in. */
  public enum Unit {
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
  public record Length(Unit unit, int least, int most, int falloff, LengthShaping.Curve curve) {
    public Length {
      Rule.atLeast(0, "least", least);
      Rule.require(most >= least, "most must be at least least, " + least, most);
      Rule.atLeast(0, "falloff", falloff);
    }

    private LengthShaping shaping(@Nullable Tokenizer tokenizer) {
      LengthShaping.Unit counted =
          switch (unit) {
            case CHARACTERS -> LengthShaping.Unit.CHARACTERS;
            case WORDS -> LengthShaping.Unit.WORDS;
            case TOKENS -> {
              Tokenizer counting = Objects.requireNonNull(tokenizer);
              yield new LengthShaping.Unit("tokens", text -> counting.encode(text).length);
            }
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
  public record Calls(String functions, boolean ordered) {}

  /**
   * For {@code code}: Python that is run against the row's hidden tests.
   *
   * @param block which fenced block of the completion is the program
   * @param seconds of computing and waiting, over the program and all its calls
   * @param memory in MiB
   */
  public record Code(Fence block, double seconds, int memory) {
    public Code {
      Rule.require(
          seconds >= 0.1 && seconds <= 3600, "seconds must lie between 0.1 and 3600", seconds);
      Rule.require(
          memory >= 64 && memory <= 65_536, "memory must lie between 64 and 65536 MiB", memory);
    }

    private Limits limits() {
      return new Limits(
          Duration.ofMillis(Math.round(seconds * 1000)),
          memory,
          Limits.DEFAULT.outputBytes(),
          Limits.DEFAULT.valueCharacters());
    }
  }

  public RewardKeys {
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
    if (kind == Kind.LAB) {
      World.create().course(course);
    }
  }

  /** Whether several rewards can be mixed. */
  public static void requireMixture(List<RewardKeys> rewards) {
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

  /** The weights of those that have one. */
  public static List<Double> weights(List<RewardKeys> rewards) {
    return rewards.stream().map(RewardKeys::weight).filter(weight -> weight > 0).toList();
  }

  /** What all of them together are called: where there is a single reward, its own name. */
  public static String title(List<RewardKeys> rewards) {
    return rewards.size() == 1 ? rewards.getFirst().title() : "reward";
  }

  private String title() {
    return name.isBlank() ? kind.toString() : name;
  }

  /** Whether it needs a tokenizer. */
  public boolean countsTokens() {
    return kind == Kind.LENGTH && length.unit() == Unit.TOKENS;
  }

  /**
   * One verifier for all: where there is a single reward, its own.
   *
   * @param tokenizer null where none of them counts tokens
   * @param sandboxes in which code runs; borrowed, open for as long as the verifier is asked
   */
  public static TextVerifier verifier(
      List<RewardKeys> rewards, @Nullable Tokenizer tokenizer, Sandboxes sandboxes) {
    if (rewards.size() == 1) {
      return rewards.getFirst().verifier(tokenizer, sandboxes);
    }
    return new WeightedRewards(
        rewards.stream()
            .map(keys ->
                new WeightedRewards.Part(
                    keys.title(), keys.verifier(tokenizer, sandboxes), keys.weight(), keys.gate()))
            .toList());
  }

  private TextVerifier verifier(@Nullable Tokenizer tokenizer, Sandboxes sandboxes) {
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
      case CODE ->
          new CodeTests(
              sandboxes.with(code.limits()), graded ? Credit.SHARE : Credit.ALL, code.block());
      case EQUATION -> new BalancedEquation(column);
      case LAB -> World.create().course(course).domain().verifier();
    };
  }
}
