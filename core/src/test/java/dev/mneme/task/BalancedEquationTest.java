package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancedEquationTest {

  private static final String ANSWER = "2AgNO3(aq) + Cu = Cu(NO3)2(aq) + 2Ag(s)";
  private static final String IONS = "ClO3{-} + 2Ag{+} + 2OH{-} = ClO4{-} + 2Ag + H2O";

  private static Verdict judge(String text, String answer) {
    return new BalancedEquation("answer").judge(text, Map.of("answer", answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ANSWER,
        "2 AgNO3 + Cu -> Cu(NO3)2 + 2 Ag",
        "Cu+2AgNO3→2Ag+Cu(NO3)2",
        "4AgNO3 + 2Cu = 2Cu(NO3)2 + 4Ag",
        "AgNO3 + 1/2 Cu = 1/2Cu(NO3)2 + Ag",
        "AgNO3 + Cu = Cu(NO3)2 + Ag is not balanced.\nThe balanced equation is: 2AgNO3 + Cu = Cu(NO3)2 + 2Ag.",
        "<think>Cu = Ag</think>So 2AgNO₃ (aq) + Cu (s) ⟶ Cu(NO₃)₂ (aq) + 2Ag (s)",
        "$$2\\mathrm{AgNO_3} + \\text{Cu} \\rightarrow \\text{Cu(NO}_3\\text{)}_2 + 2\\text{Ag}$$",
        "\\[ \\boxed{2AgNO_3 + Cu \\to Cu(NO_3)_2 + 2Ag} \\]",
        "**2AgNO3 + Cu = Cu(NO3)2 + 2Ag**"
      })
  void whateverTheWritingABalancedEquationIsRight(String text) {
    assertThat(judge(text, ANSWER).reward()).as(judge(text, ANSWER).reason()).isEqualTo(1);
  }

  @Test
  void chargesAreNoPluses() {
    assertThat(judge("2OH^- + 2Ag^+ + ClO3^- → ClO4^- + 2Ag + H2O", IONS).reward()).isEqualTo(1);
    assertThat(judge("2OH- + 2Ag+ + ClO3- = ClO4- + 2Ag + H2O", IONS).reward()).isEqualTo(1);
    assertThat(judge("Mg^{+2} + 2OH^- → Mg(OH)2", "Mg{+2} + 2OH{-} = Mg(OH)2").reward())
        .isEqualTo(1);
    assertThat(judge("2OH- + 2Ag + ClO3- = ClO4- + 2Ag + H2O", IONS).reward()).isZero();
  }

  @Test
  void theReasonNamesWhatIsWrong() {
    assertThat(judge("AgNO3 + Cu = Cu(NO3)2 + 2Ag", ANSWER).reason())
        .isEqualTo("Cu is out of proportion, wanted is \"" + ANSWER + "\"");
    assertThat(judge("2AgNO3 + Cu = CuNO3 + 2Ag", ANSWER).reason())
        .startsWith("it has [AgNO3, Cu, → Ag, → CuNO3], wanted is");
    assertThat(judge("Cu(NO3)2 + 2Ag = 2AgNO3 + Cu", ANSWER).reward()).isZero();
    assertThat(judge("0AgNO3 + Cu = Cu(NO3)2 + Ag", ANSWER).reason())
        .startsWith("it has no equation");
    assertThat(judge("I do not know", ANSWER).reason()).isEqualTo("it has no equation");
    assertThat(judge("", ANSWER).reward()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "+ ", "a + ", "= ", "(", "\\", "2", "a=b\n", "a + b = c + \n"})
  void hostileTextsAreJudgedInAMoment(String piece) {
    assertThat(judge("a = " + piece.repeat(300_000), ANSWER).reward()).isZero();
    assertThat(judge(("a = " + piece.repeat(400)).repeat(1_000), ANSWER).reward()).isZero();
  }

  @Test
  void anAnswerThatIsNoEquationIsRefused() {
    assertThatThrownBy(() -> judge("a", "H2O"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "column \"answer\" holds no chemical equation such as \"2H2 + O2 = 2H2O\" but \"H2O\".");
  }
}
