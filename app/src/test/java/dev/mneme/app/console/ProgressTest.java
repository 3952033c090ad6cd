package dev.mneme.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Terminal plain = Terminal.plain(out, err);
  private final Terminal live = new Terminal(plain.out(), plain.err(), false, true, 80);

  @Test
  void withoutATerminalEveryTrialOfAFewHasItsLine() {
    try (Progress progress = Progress.start(plain, "quickstart", "trials", 2)) {
      progress.step("kept 60.0 %");
      progress.step("");
    }
    assertThat(err.toString().lines())
        .containsExactly("quickstart: 1 of 2 trials, kept 60.0 %", "quickstart: 2 of 2 trials");
  }

  @Test
  void withoutATerminalManyStepsStayTenLines() {
    try (Progress progress = Progress.start(plain, "training", "steps", 1_234)) {
      for (int i = 0; i < 1_234; i++) {
        progress.step("");
      }
    }
    assertThat(err.toString().lines()).hasSize(10).last().isEqualTo("training: 1234 of 1234 steps");
  }

  @Test
  void onATerminalOneLineEndsWithAllDoneAndTheLastFigures() {
    try (Progress progress = Progress.start(live, "quickstart", "trials", 2)) {
      progress.step("kept 60.0 %");
      progress.step("kept 97.1 %");
    }
    String last = err.toString().strip();
    last = last.substring(last.lastIndexOf('\r') + 1);
    assertThat(last).contains("quickstart", "100%", "2/2 trials", "kept 97.1 %");
    assertThat(err.toString().lines().filter(line -> !line.isBlank()))
        .allMatch(line -> line.codePointCount(0, line.length()) <= 79 + "\u001b[K".length());
  }

  @Test
  void whatGoesOnIsCountedFromWhatWasDone() {
    try (Progress progress = Progress.start(plain, "train", "steps", 100, 89)) {
      progress.step("");
      progress.step("");
    }
    assertThat(err.toString().lines()).containsExactly("train: 90 of 100 steps");
    try (Progress progress = Progress.start(live, "train", "steps", 100, 89)) {
      progress.step("");
    }
    assertThat(err.toString()).contains("90/100 steps");
  }

  @Test
  void nothingOfItGoesWhereResultsGo() {
    try (Progress progress = Progress.start(live, "quickstart", "trials", 1)) {
      progress.step("");
    }
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void nothingToCountIsRefused() {
    assertThatThrownBy(() -> Progress.start(plain, "quickstart", "trials", 0))
        .hasMessage("nothing to count: 0 trials");
  }
}
