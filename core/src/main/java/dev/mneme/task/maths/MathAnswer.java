package dev.mneme.task.maths;

import dev.mneme.data.InputException;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 if the final answer of a text equals that of a column as mathematics, as {@code \frac{1}{2}}
 * equals {@code 0.5}; else 0. What counts as equal is told in docs/reference/verifiers-maths.md.
 *
 * <p>A verdict waits no longer for the algebra than its limit of time, two seconds unless said
 * otherwise; only the first one of a process also waits for it to load. What is done without it
 * takes milliseconds. Safe to use from any thread.
 */
public final class MathAnswer implements TextVerifier {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int QUOTED = 60;
  private static final Pattern CHOICE =
      Pattern.compile("\\(?([A-J])\\)?(?:[.):,]\\s.{0,500}|\\)?)");
  private static final Pattern NAMED_CHOICE =
      Pattern.compile("(?<![\\w\\\\])\\(?([A-J])\\)?(?![\\w'])");

  private final String column;
  private final Duration limit;
  private final Algebra algebra = new Algebra();

  /** With the right answer in the column {@code answer}. */
  public MathAnswer() {
    this("answer");
  }

  /**
   * @param column what holds the right answer, alone or as a solution that ends in it
   */
  public MathAnswer(String column) {
    this(column, LIMIT);
  }

  /**
   * @param limit of the time that one verdict waits for the algebra
   */
  public MathAnswer(String column, Duration limit) {
    this.column = column;
    this.limit = limit;
  }

  /** How many questions to the algebra were given up so far. */
  public long timeOuts() {
    return algebra.timeOuts();
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String right = right(columns);
    Optional<String> found = FinalAnswer.of(text);
    if (found.isEmpty()) {
      return Verdict.of(false, "it has no answer, %s is wanted".formatted(quoted(right)));
    }
    String said = found.get();
    Optional<String> letter = choice(right);
    boolean same =
        letter.isPresent()
            ? letter.equals(choice(said).or(() -> lastChoice(text, said)))
            : new Equivalence(algebra, new Patience(limit))
                .same(LatexReader.read(right), LatexReader.read(said));
    return Verdict.of(same, "it answers %s, %s is wanted".formatted(quoted(said), quoted(right)));
  }

  private String right(Map<String, @Nullable Object> columns) {
    Object value = columns.get(column);
    if (value == null) {
      throw new InputException(
          "the row has no column \"%s\" to compare the answer with, only %s. Name it as reward.column."
              .formatted(column, columns.keySet()));
    }
    String whole = String.valueOf(value);
    String right = FinalAnswer.marked(whole).orElse(whole).strip();
    if (right.isEmpty()) {
      throw new InputException(
          "the column \"%s\" is empty. Every row needs its right answer there.".formatted(column));
    }
    return right;
  }

  /** The letter of a choice, alone or before what it stands for. */
  private static Optional<String> choice(String answer) {
    Matcher matcher = CHOICE.matcher(LatexReader.tidy(answer));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * A number was taken for the answer where a letter was wanted: the last letter that stands alone.
   */
  private static Optional<String> lastChoice(String text, String said) {
    if (!text.contains(said) || FinalAnswer.marked(text).isPresent()) {
      return Optional.empty();
    }
    Matcher matcher = NAMED_CHOICE.matcher(text);
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.group(1));
    }
    return last;
  }

  private static String quoted(String answer) {
    String line = answer.replaceAll("\\s+", " ");
    return '"' + (line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "…") + '"';
  }
}
