package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  @Test
  void stoppingWaitsUntilTheWorkHasEnded() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<Interruption> watching = new CompletableFuture<>();
    Thread worker =
        new Thread(() ->
            watching
                .join()
                .watch(() -> {
                  started.countDown();
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                  }
                  interrupted.complete(true);
                  return ExitCode.INTERRUPTED;
                }));
    Interruption interruption = Interruption.of(worker);
    worker.start();
    watching.complete(interruption);
    started.await();
    interruption.stop();
    assertThat(interrupted.isDone()).isTrue();
    worker.join();
  }

  @Test
  void afterTheWorkThereIsNothingToStop() {
    Interruption interruption = Interruption.of(Thread.currentThread());
    assertThat(interruption.watch(() -> 7)).isEqualTo(7);
    interruption.stop();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
