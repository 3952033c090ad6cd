package dev.mneme.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputExceptionTest {

  @Test
  void whatAFileSaysNeitherBreaksTheLineNorSteersTheTerminal() {
    assertThat(new InputException("key \"a\nb\u001b[31m\u0085\u2028\u202e\" é 😀"))
        .hasMessage("key \"a\uFFFDb\uFFFD[31m\uFFFD\uFFFD\uFFFD\" é 😀");
    assertThat(InputException.of("%s", "tab\t")).hasMessage("tab\uFFFD");
  }

  @Test
  void aLineOfMegabytesKeepsItsBeginningAndItsEnd() {
    String message =
        new InputException("file: " + "x".repeat(1 << 20) + " Get it again.").getMessage();
    assertThat(message).startsWith("file: xxx").contains(" … ").endsWith("x Get it again.");
    assertThat(message).hasSizeLessThan(2_000);
  }
}
