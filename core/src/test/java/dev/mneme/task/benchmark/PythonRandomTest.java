package dev.mneme.task.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Against {@code random.Random(1234)} of Python 3.11. */
class PythonRandomTest {

  @Test
  void samplesAreThoseOfPythonOneAfterTheOther() {
    PythonRandom random = new PythonRandom(1234);
    assertThat(random.sample(7473, 5)).containsExactly(6374, 3610, 957, 61, 742);
    assertThat(random.sample(7473, 5)).containsExactly(7462, 6610, 4769, 286, 5501);
    assertThat(random.sample(20, 4)).containsExactly(2, 3, 11, 7);
    assertThat(random.sample(100, 8)).containsExactly(2, 3, 44, 82, 79, 61, 78, 59);
  }

  @Test
  void whatIsNotThereCannotBeDrawn() {
    assertThatThrownBy(() -> new PythonRandom(0).sample(3, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
