package dev.mneme.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.task.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeTestsTest {

  private static Sandbox sandbox = Sandbox.open(Limits.DEFAULT);

  @BeforeAll
  static void open() {
    sandbox.close();
    sandbox = Sandbox.open(new Limits(Duration.ofSeconds(20), 192, 10_000, 100_000));
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  private static Verdict judge(String text, String... tests) {
    return new CodeTests(sandbox, Credit.ALL, Fence.LAST)
        .judge(text, Map.of("tests", List.of(tests)));
  }

  @Test
  void aRightProgramPasses() {
    Verdict verdict =
        judge(
            "Here:\n```python\ndef add(a, b):\n  return a + b\n```\nDone.",
            "assert add(1, 2) == 3");
    assertThat(verdict).isEqualTo(Verdict.of(1, "all asserts hold"));
  }

  @Test
  void theReasonNamesTheAssertAndTheValue() {
    Verdict verdict =
        judge("def add(a, b):\n  return a - b", "assert add(3, 2) == 1", "assert add(1, 2) == 3");
    assertThat(verdict)
        .isEqualTo(Verdict.of(0, "assert add(1, 2) == 3 does not hold: add(1, 2) gave -1"));
  }

  @Test
  void creditByShareCountsTheAssertsThatHold() {
    Map<String, Object> row =
        Map.of(
            "tests",
            List.of(
                "assert one() == 1",
                "assert one() == 2",
                "assert two() == 2",
                "assert 3 == one() + 2"));
    Verdict verdict =
        new CodeTests(sandbox, Credit.SHARE, Fence.LAST)
            .judge("def one():\n  return 1\n", Map.copyOf(row));
    assertThat(verdict.reward()).isEqualTo(0.5);
    assertThat(verdict.reason()).contains("one() gave 1");
  }

  @Test
  void aCompletionWithoutFenceContinuesThePrompt() {
    Map<String, Object> row =
        Map.of(
            "prompt",
                """
                from typing import List

                def double(x: int) -> int:
                    return 2 * x

                def total(xs: List[int]) -> int:
                    \"""Twice the sum.\"""
                """,
            "test",
                """
                def check(candidate):
                    assert candidate([1, 2]) == double(3)
                    assert candidate([]) == 0
                """,
            "entry_point", "total");
    CodeTests tests = new CodeTests(sandbox, Credit.ALL, Fence.LAST);
    assertThat(tests.judge("    return double(sum(xs))\n\nprint(total([1])", Map.copyOf(row)))
        .isEqualTo(Verdict.of(1, "all asserts hold"));
    assertThat(tests.judge("    return sum(xs)\n", Map.copyOf(row)).reason())
        .isEqualTo("assert candidate([1, 2]) == double(3) does not hold: total([1, 2]) gave 3");
  }

  @Test
  void testsThatCannotFailAreRefused() {
    assertThatThrownBy(() -> judge("x = 1", "add(1, 2)"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("hold no assert");
  }
}
