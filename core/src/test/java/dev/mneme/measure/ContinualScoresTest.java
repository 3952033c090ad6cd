package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContinualScoresTest {

  /** Two tasks learnt one after the other, a third only kept. */
  private static final ContinualScores SCORES =
      new ContinualScores(
          List.of(List.of(0.2, 0.3, 0.9), List.of(0.8, 0.4, 0.7), List.of(0.5, 0.9, 0.6)), 2);

  @Test
  void theyAreWhatTheirEquationsSay() {
    assertThat(SCORES.averageAccuracy()).isEqualTo(0.7, within(1e-12));
    assertThat(SCORES.backwardTransfer()).isEqualTo(-0.3, within(1e-12));
    assertThat(SCORES.forwardTransfer()).isEqualTo(0.1, within(1e-12));
    assertThat(SCORES.forgettingOfEach()).hasSize(3);
    assertThat(SCORES.forgettingOfEach().get(0)).isEqualTo(0.3, within(1e-12));
    assertThat(SCORES.forgettingOfEach().get(1)).isEqualTo(-0.5, within(1e-12));
    assertThat(SCORES.forgettingOfEach().get(2)).isEqualTo(0.3, within(1e-12));
    assertThat(SCORES.forgetting()).isEqualTo(0.3, within(1e-12));
  }

  @Test
  void oneTaskHasNoTransfer() {
    ContinualScores one = new ContinualScores(List.of(List.of(0.2, 0.9), List.of(0.8, 0.7)), 1);
    assertThat(one.averageAccuracy()).isEqualTo(0.8);
    assertThat(one.backwardTransfer()).isNaN();
    assertThatThrownBy(() -> new ContinualScores(List.of(List.of(0.2)), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
