package dev.mneme.task.maths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.task.maths.Algebra.Finding;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlgebraTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private final Algebra algebra = new Algebra();

  @Test
  void aQuestionThatIsNotAnsweredInTimeIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    assertThat(algebra.ask(() -> waiting(never), new Patience(SHORT))).isEqualTo(Finding.UNKNOWN);
    assertThat(algebra.timeOuts()).isEqualTo(1);
    assertThat(algebra.ask(() -> Finding.ZERO, new Patience(Duration.ofSeconds(60))))
        .isEqualTo(Finding.ZERO);
  }

  @Test
  void onlySoManyThreadsThatNeverEndAreLeftBehind() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      Finding finding =
          algebra.ask(
              () -> {
                begun.incrementAndGet();
                return deaf(never);
              },
              new Patience(SHORT));
      assertThat(finding).isEqualTo(Finding.UNKNOWN);
    }
    assertThat(begun).hasValueLessThanOrEqualTo(4);
    never.countDown();
  }

  @Test
  void aVerdictThatHasWaitedEnoughAsksNoMore() {
    Patience patience = new Patience(Duration.ZERO);
    assertThat(algebra.ask(() -> Finding.ZERO, patience)).isEqualTo(Finding.UNKNOWN);
  }

  @Test
  void anAlgebraThatFailsKnowsNothing() {
    assertThat(
            algebra.ask(
                () -> {
                  throw new StackOverflowError();
                },
                new Patience(Duration.ofSeconds(60))))
        .isEqualTo(Finding.UNKNOWN);
  }

  private static Finding waiting(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Finding.UNKNOWN;
  }

  /** Goes on when it is interrupted. */
  private static Finding deaf(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      waiting(latch);
      Thread.interrupted();
    }
    return Finding.UNKNOWN;
  }
}
