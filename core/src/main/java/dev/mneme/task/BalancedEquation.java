package dev.mneme.task;

import dev.mneme.data.InputException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a chemical equation is balanced as the answer is: the same substances on each side, their
 * coefficients in the same proportion, so that doubling all is no mistake.
 *
 * <p>Read is the last line with an equation of what follows the last thought; words before it and a
 * full stop behind it do not count. The order within a side, states such as {@code (aq)}, and how
 * indices, charges and arrows are written (LaTeX, Unicode, plain) do not count either.
 *
 * @param column what holds the right equation
 */
public record BalancedEquation(String column) implements TextVerifier {

  private static final int LONGEST_LINE = 2_000;
  private static final int MOST_LINES = 1_000;
  private static final int MOST_SUBSTANCES = 64;

  private static final Pattern ARROW =
      Pattern.compile(
          "<?[-=]{1,3}>|=|[→⟶⇌⇋⟷↔⇒]|\\\\(?:long)?(?:right|leftright)arrow|\\\\rightleftharpoons|\\\\to(?![a-z])");
  private static final Pattern STATE = Pattern.compile("[ _]?[({]{1,2}(?:aq|s|l|g)[)}]{1,2}");
  private static final Pattern MARKS =
      Pattern.compile(
          "\\\\(?:text|mathrm|mathbf|ce|boxed|quad|[()\\[\\],;! ])|[\\\\{}^_$`]|\\*\\*");

  /** Such as {@code {+}} and {@code ^{2+}}: these pluses add nothing. */
  private static final Pattern CHARGE = Pattern.compile("\\{(\\d{0,2})\\+(\\d{0,2})}|\\^\\+");

  private static final char CHARGED = '⁺';
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:/\\d{1,9})?");
  private static final Pattern TERM =
      Pattern.compile("(?:(\\d{1,9})(?:/(\\d{1,9}))?)? ?([A-Za-z(\\[][^ ]{0,200})");

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String expected = Expected.text(columns, column);
    Equation wanted = Equation.read(expected);
    if (wanted == null) {
      throw new InputException(
          "column \"%s\" holds no chemical equation such as \"2H2 + O2 = 2H2O\" but %s."
              .formatted(column, Expected.quoted(expected)));
    }
    Equation given = lastOf(Thought.answerOf(text));
    if (given == null) {
      return Verdict.of(false, "it has no equation");
    }
    String wrong = given.differenceFrom(wanted);
    return wrong == null
        ? Verdict.of(true, "it is balanced as the answer")
        : Verdict.of(false, wrong + ", wanted is " + Expected.quoted(expected));
  }

  private static @Nullable Equation lastOf(String text) {
    int end = text.length();
    for (int i = 0; i < MOST_LINES && end >= 0; i++) {
      int start = text.lastIndexOf('\n', end - 1) + 1;
      if (end - start <= LONGEST_LINE) {
        Equation equation = Equation.read(text.substring(start, Math.max(start, end)));
        if (equation != null) {
          return equation;
        }
      }
      end = start - 1;
    }
    return null;
  }

  /** A ratio of whole numbers, as they are written. */
  private record Coefficient(BigInteger over, BigInteger under) {

    Coefficient plus(Coefficient other) {
      return new Coefficient(
          over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    /** Whether a / b = c / d. */
    static boolean alike(Coefficient a, Coefficient b, Coefficient c, Coefficient d) {
      return a.over
          .multiply(b.under)
          .multiply(c.under)
          .multiply(d.over)
          .equals(a.under.multiply(b.over).multiply(c.over).multiply(d.under));
    }
  }

  /**
   * Coefficients by substance; those of products begin with {@value #TO}.
   *
   * @param substances at least one on each side
   */
  private record Equation(Map<String, Coefficient> substances) {

    private static final String TO = "→ ";

    /** The equation in a line, if there is one. */
    static @Nullable Equation read(String line) {
      Matcher arrow = ARROW.matcher(line);
      if (!arrow.find()) {
        return null;
      }
      String left = plain(line.substring(0, arrow.start()));
      String right = plain(line.substring(arrow.end()));
      Map<String, Coefficient> substances = new TreeMap<>();
      boolean whole =
          !ARROW.matcher(right).find()
              && isAdded(fromFirstSubstance(left), "", substances)
              && isAdded(toLastSubstance(right), TO, substances);
      return whole ? new Equation(substances) : null;
    }

    /** Without states, markup and double spaces; indices are plain digits. */
    private static String plain(String side) {
      StringBuilder digits = new StringBuilder();
      side.codePoints()
          .forEach(c -> digits.appendCodePoint(c >= '₀' && c <= '₉' ? c - '₀' + '0' : c));
      String charged =
          CHARGE
              .matcher(STATE.matcher(digits).replaceAll(""))
              .replaceAll(found -> part(found, 1) + CHARGED + part(found, 2));
      String bare = MARKS.matcher(charged).replaceAll("");
      return SPACE.matcher(bare.replace('·', '*')).replaceAll(" ").strip();
    }

    private static String part(MatchResult found, int group) {
      return Objects.requireNonNullElse(found.group(group), "");
    }

    /** Leaves out words before the first substance. */
    private static String fromFirstSubstance(String side) {
      int plus = side.indexOf(" + ");
      int first = side.lastIndexOf(' ', (plus < 0 ? side.length() : plus) - 1) + 1;
      int before = side.lastIndexOf(' ', first - 2) + 1;
      boolean counted = first > 0 && NUMBER.matcher(side.substring(before, first - 1)).matches();
      return side.substring(counted ? before : first);
    }

    /** Leaves out what follows the last substance, and punctuation at its end. */
    private static String toLastSubstance(String side) {
      int plus = side.lastIndexOf(" + ");
      Matcher term = TERM.matcher(side).region(plus < 0 ? 0 : plus + 3, side.length());
      int end = term.lookingAt() ? term.end() : side.length();
      while (end > 0 && ".,;:".indexOf(side.charAt(end - 1)) >= 0) {
        end--;
      }
      return side.substring(0, end);
    }

    /** Adds the substances of a side, if it is made of nothing else. */
    private static boolean isAdded(
        String side, String prefix, Map<String, Coefficient> substances) {
      List<String> terms = split(side);
      if (terms.size() > MOST_SUBSTANCES) {
        return false;
      }
      for (String each : terms) {
        Matcher term = TERM.matcher(each);
        if (!term.matches()) {
          return false;
        }
        Coefficient coefficient = new Coefficient(number(term.group(1)), number(term.group(2)));
        if (coefficient.over().signum() == 0 || coefficient.under().signum() == 0) {
          return false;
        }
        String substance = prefix + term.group(3).replace(CHARGED, '+');
        substances.merge(substance, coefficient, Coefficient::plus);
      }
      return true;
    }

    private static BigInteger number(@Nullable String digits) {
      return digits == null ? BigInteger.ONE : new BigInteger(digits);
    }

    /** At each plus before a substance; one before another plus, or at the end, is a charge. */
    private static List<String> split(String side) {
      List<String> terms = new ArrayList<>();
      int start = 0;
      for (int at = side.indexOf('+'); at >= 0; at = side.indexOf('+', at + 1)) {
        int next = at + 1 < side.length() && side.charAt(at + 1) == ' ' ? at + 2 : at + 1;
        if (next < side.length() && side.charAt(next) != '+') {
          terms.add(side.substring(start, at).strip());
          start = at + 1;
        }
      }
      terms.add(side.substring(start).strip());
      return terms;
    }

    /** What is wrong with this one, or null. */
    @Nullable String differenceFrom(Equation wanted) {
      if (!substances.keySet().equals(wanted.substances.keySet())) {
        return "it has " + Expected.shortened(substances.keySet().toString());
      }
      Coefficient own = substances.values().iterator().next();
      Coefficient theirs = wanted.substances.values().iterator().next();
      for (Map.Entry<String, Coefficient> each : wanted.substances.entrySet()) {
        Coefficient here = substances.getOrDefault(each.getKey(), own);
        if (!Coefficient.alike(here, own, each.getValue(), theirs)) {
          return "%s is out of proportion".formatted(each.getKey());
        }
      }
      return null;
    }
  }
}
