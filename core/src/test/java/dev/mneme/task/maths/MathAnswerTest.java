package dev.mneme.task.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.task.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MathAnswerTest {

  private static final MathAnswer VERIFIER = new MathAnswer("answer", Duration.ofSeconds(60));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "so $x = \\boxed{\\frac{1}{2}}$ and that is it. | \\frac{1}{2}",
        "\\boxed{1} or rather \\boxed{\\frac{\\sqrt{3}}{2}} | \\frac{\\sqrt{3}}{2}",
        "$\\boxed{1}$ and $\\boxed{2}$ | 1, 2",
        "\\boxed{3 | 3",
        "The answer is 42. | 42",
        "The answer is 42 because 6 times 7 is that. | 42",
        "**Final answer:** $\\frac{3}{4}$ of them | \\frac{3}{4}",
        "Answer: B | B",
        "We get $a = 4$ and then $b = 7$, done | b = 7",
        "first 3, then 1,200.50 dollars | 1,200.50",
        "It is 3/4 of 100 | 100",
        "<think>\\boxed{9}</think> it is 8 | 8",
        "<think>so \\boxed{9}</think> | 9",
        "x + 1 | x + 1",
        "east | east"
      })
  void theAnswerIsWhatIsMarkedAsSuchLast(String completion, String answer) {
    assertThat(FinalAnswer.of(completion.replace("\\n", "\n"))).contains(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "nothing at all is said here, at great length but without any figure in it, so there is no answer to be found in it"
      })
  void aTextMayHaveNoAnswer(String completion) {
    assertThat(FinalAnswer.of(completion)).isEmpty();
    assertThat(judge(completion, "4").reason()).isEqualTo("it has no answer, \"4\" is wanted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\frac{1}{2} | 0.5",
        "2\\frac12 | \\frac52",
        "1.5\\times10^3 | 1,500",
        "\\sqrt{8} | 2\\sqrt{2}",
        "x=5 | 5",
        "50\\% | 0.5",
        "50\\% | 50",
        "5\\text{ km} | 5000 m",
        "(x+1)^2 | x^2+2x+1",
        "\\{1,2\\} | \\{2,1\\}",
        "(-\\infty,1)\\cup(1,\\infty) | \\mathbb{R}\\setminus\\{1\\}",
        "x > 3 | 3 < x",
        "2x > 6 | x > 3",
        "\\sqrt[3]{-8} | -2",
        "\\log_28 | 3",
        "1\\,000 | 1000",
        "0.\\overline{12} | \\frac{4}{33}",
        "\\text{East} | east",
        "\\binom{5}{2} | 10",
        "\\begin{pmatrix}\\frac12\\\\2\\end{pmatrix} | \\begin{bmatrix}0.5\\\\2\\end{bmatrix}",
        "1 \\pm \\sqrt2 | 1-\\sqrt{2}, 1+\\sqrt{2}",
        "2^{100000} | 2^{100000}",
        "f(x) = x+1 | x+1",
        "\\sin^{-1} x | \\arcsin x",
        "π/2 | \\frac{\\pi}{2}"
      })
  void whatMeansTheSameIsRight(String right, String said) {
    assertThat(judge("\\boxed{" + said + "}", right).reward()).as(said).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\frac{1}{2} | 0.51",
        "(1,2) | (2,1)",
        "[1,2] | [1,2)",
        "\\{1,2\\} | \\{1\\}",
        "x < 3 | x > 3",
        "2x > 6 | x < 3",
        "0 | 10^{-300}",
        "0 | 0.5^{1000000}",
        "0 | \\sqrt{10^{-40}}",
        "x | x+10^{-20}",
        "5 | 5 \\text{ or } 6",
        "10\\text{ m} | 10\\text{ cm}",
        "x=5 | y=5",
        "x=2 | 3x=6",
        "2^{100000} | 2^{100001}",
        "12_3 | 12_4",
        "east | seat",
        "x^2 | x^2 + x",
        "1 | x/x + 1",
        "e^{\\pi\\sqrt{163}} | 262537412640768744",
        "\\text{yes} | no",
        "\\pi | \\frac{22}{7}",
        "10 | ",
        "4 | \\{4, 4.0001\\}"
      })
  void whatMeansSomethingElseIsWrong(String right, String said) {
    assertThat(judge("\\boxed{" + said + "}", right).reward()).as(said).isEqualTo(0);
  }

  @Test
  void barsAreReadWhereverTheyStand() {
    assertThat(judge("(-\\infty,3)", "\\{x | x<3\\}").reward()).isEqualTo(1);
    assertThat(judge("\\boxed{|xy|}", "|x||y|").reward()).isEqualTo(1);
  }

  @Test
  void whatStandsBehindFourHashesIsTheAnswer() {
    assertThat(FinalAnswer.of("7 apples, 5 left\n#### 12\nQ: 3?")).contains("12");
  }

  @ParameterizedTest
  @CsvSource({"B, 1", "(B), 1", "'B) 12 apples', 1", "\\text{B}, 1", "A, 0", "12, 0", "Bob, 0"})
  void aLetterIsAChoice(String said, double reward) {
    assertThat(judge("The answer is " + said, "B").reward()).isEqualTo(reward);
  }

  @Test
  void aChoiceIsFoundAmongNumbers() {
    assertThat(
            judge("After 3 steps only (B) remains possible, of the 4 that there were.", "B")
                .reward())
        .isEqualTo(1);
  }

  @Test
  void theRightAnswerMayBeTheEndOfASolution() {
    assertThat(judge("18", "9 * 2 = 18\n#### 18").reward()).isEqualTo(1);
    assertThat(judge("18", "so it is $\\boxed{18}$ of 20.").reward()).isEqualTo(1);
  }

  @Test
  void theVerdictSaysWhatWasReadAndWhatWasWanted() {
    assertThat(judge("I think\n#### 3", "4").reason())
        .isEqualTo("it answers \"3\", \"4\" is wanted");
    assertThat(judge("\\boxed{" + "1".repeat(500) + "}", "2".repeat(500)).reason())
        .hasSizeLessThan(200)
        .doesNotContain("\n");
  }

  @Test
  void aRowWithoutTheAnswerIsRefused() {
    assertThatThrownBy(() -> VERIFIER.judge("4", Map.of("other", 4)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column \"answer\"");
    assertThatThrownBy(() -> judge("4", " "))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is empty");
  }

  @Test
  void aNumberInARowIsAnAnswerToo() {
    assertThat(VERIFIER.reward("5.0", Map.of("answer", 5L))).isEqualTo(1);
  }

  @Test
  void hostileTextsGetAVerdict() {
    List<String> parts =
        List.of(
            "\\boxed{",
            "}",
            "{",
            "(",
            "\\(",
            "$",
            "\\frac",
            "^",
            "9",
            "!",
            "x",
            "-",
            "\\sqrt{",
            "|",
            "####",
            "answer is ",
            "</think>",
            "\\{",
            ",",
            "\\text{",
            "\\begin{pmatrix}",
            "1e9",
            "_",
            "\\sin",
            "%",
            "\\left(",
            "\\pm",
            "99999",
            "&",
            "\\\\",
            "∞",
            "\ud800");
    Random random = new Random(4);
    MathAnswer verifier = new MathAnswer("answer", Duration.ofMillis(500));
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(
            parts.get(random.nextInt(parts.size())).repeat(random.nextInt(10) == 0 ? 300 : 1));
      }
      String hostile = text.toString();
      assertThat(verifier.judge(hostile, Map.of("answer", "x" + hostile)).reward())
          .isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\boxed{",
        "\\(",
        "$",
        "\\boxed{x} ",
        "#### ",
        "answer: ",
        "1,111",
        "\\boxed ",
        "{",
        "(A) ",
        "</think>"
      })
  void aLongTextOfOneKindGetsAVerdict(String part) {
    assertThat(judge(part.repeat(200_000 / part.length()), "4").reward()).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9^{9^{9^{9}}}",
        "(x+1)^{100000}",
        "((((3!)!)!)!)!",
        "\\binom{10^9}{5}",
        "1e999999999",
        "10^{10^{10}}",
        "(a+b+c+d)^{60}",
        "\\sqrt[10^9]{x}",
        "2^{-99999999999}",
        "1000000!"
      })
  void whatIsTooLargeIsEqualToItselfOnly(String large) {
    assertThat(judge("\\boxed{" + large + "}", large).reward()).isEqualTo(1);
    assertThat(judge("\\boxed{" + large + "}", "3").reward()).isEqualTo(0);
  }

  private static Verdict judge(String text, String answer) {
    return VERIFIER.judge(text, Map.of("answer", answer));
  }
}
