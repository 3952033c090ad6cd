package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.train.Diverged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SweepTest {

  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<String> heard = new ArrayList<>();

  @Test
  void everyTrialRunsOnceAndIsCounted() throws InterruptedException {
    List<Named> trials =
        IntStream.range(0, 20).mapToObj(i -> new Named("t" + i, false, null)).toList();
    new Sweep(2, listener()).run(trials);
    assertThat(ran).containsExactlyInAnyOrderElementsOf(trials.stream().map(Named::name).toList());
    assertThat(heard)
        .extracting(line -> line.replaceFirst("t\\d+ ", ""))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(i -> i + "/20").toList());
  }

  @Test
  void trialsThatAreFinishedAreLeftAlone() throws InterruptedException {
    new Sweep(1, listener())
        .run(List.of(new Named("old", true, null), new Named("new", false, null)));
    assertThat(ran).containsExactly("new");
    assertThat(heard).containsExactly("old 1/2 skipped", "new 2/2");
  }

  @Test
  void aFailureEndsTheSweep() {
    List<Named> trials =
        List.of(
            new Named("bad", false, new InputException("no disk")), new Named("next", false, null));
    assertThatThrownBy(() -> new Sweep(1, listener()).run(trials))
        .isInstanceOf(InputException.class)
        .hasMessage("no disk");
  }

  @Test
  void afterAFailureThoseThatRunEndAndNoOtherBegins() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    Named slow =
        new Named("slow", false, null) {
          @Override
          public void run() {
            begun.countDown();
            await(failed);
            super.run();
          }
        };
    Named bad =
        new Named("bad", false, new InputException("no disk")) {
          @Override
          public void run() {
            await(begun);
            super.run();
          }
        };
    Sweep.Listener telling =
        new Sweep.Listener() {
          @Override
          public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
            heard.add(trial.name());
          }

          @Override
          public void diverged(Sweep.Trial trial, Diverged cause) {}

          @Override
          public void failed(Sweep.Trial trial, RuntimeException cause) {
            heard.add(trial.name() + " failed");
            failed.countDown();
          }
        };
    List<Named> trials = List.of(slow, bad, new Named("next", false, null));
    assertThatThrownBy(() -> new Sweep(2, telling).run(trials)).hasMessage("no disk");
    assertThat(ran).containsExactly("slow");
    assertThat(heard).containsExactly("bad failed", "slow");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void aSweepNeedsAWorker() {
    assertThatThrownBy(() -> new Sweep(0, listener()))
        .isInstanceOf(InputException.class)
        .hasMessage("a sweep needs at least one worker, not 0");
  }

  private Sweep.Listener listener() {
    return new Sweep.Listener() {
      @Override
      public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
        heard.add("%s %d/%d%s".formatted(trial.name(), done, all, skipped ? " skipped" : ""));
      }

      @Override
      public void diverged(Sweep.Trial trial, Diverged cause) {
        heard.add(trial.name() + " diverged");
      }
    };
  }

  private class Named implements Sweep.Trial {
    private final String name;
    private final boolean finished;
    private final @Nullable RuntimeException failure;

    Named(String name, boolean finished, @Nullable RuntimeException failure) {
      this.name = name;
      this.finished = finished;
      this.failure = failure;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public void run() {
      if (failure != null) {
        throw failure;
      }
      ran.add(name);
    }
  }
}
