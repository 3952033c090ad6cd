package dev.mneme.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SandboxesTest {

  @Test
  void rewardsWithTheSameLimitsShareASandbox() {
    try (Sandboxes sandboxes = new Sandboxes()) {
      Limits shorter = new Limits(Duration.ofSeconds(1), 128, 1000, 10_000);
      assertThat(sandboxes.with(Limits.DEFAULT))
          .isSameAs(sandboxes.with(Limits.DEFAULT))
          .isNotSameAs(sandboxes.with(shorter));
    }
  }

  @Test
  void aSandboxThatIsNotAskedStartsNothing() {
    long before = ProcessHandle.current().children().count();
    try (Sandboxes sandboxes = new Sandboxes()) {
      assertThat(sandboxes.with(Limits.DEFAULT)).isNotNull();
      assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    }
  }

  @Test
  void whatWasInterruptedIsNoVerdict() {
    try (Sandboxes sandboxes = new Sandboxes()) {
      CodeTests tests = new CodeTests(sandboxes.with(Limits.DEFAULT), Credit.ALL, Fence.LAST);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() ->
              tests.judge("def one():\n  return 1", Map.of("tests", List.of("assert one() == 1"))))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
