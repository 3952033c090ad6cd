package dev.mneme.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SideBySideTest {

  private final int before = Threads.inUse();

  @AfterEach
  void giveThreadsBack() {
    Threads.use(before);
  }

  private static SideBySide.Work<Tensor> twice(Tensor of) {
    return scope -> SideBySide.Left.of(scope, of.add(of));
  }

  @Test
  void resultsComeInOrderAndLiveAsLongAsTheCallersScope() {
    Tensor outlived;
    try (Scope scope = Scope.open()) {
      Tensor one = Tensors.floats(new float[] {1, 2}, 2);
      Tensor other = Tensors.floats(new float[] {5}, 1);
      List<Tensor> found = SideBySide.compute(List.of(twice(one), twice(other)));
      assertThat(Tensors.toFloats(found.get(0))).containsExactly(2, 4);
      assertThat(Tensors.toFloats(found.get(1))).containsExactly(10);
      outlived = found.get(0);
      assertThat(outlived.isNull()).isFalse();
    }
    assertThat(outlived.isNull()).isTrue();
  }

  @Test
  void worksRunAtTheSameTime() throws InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    SideBySide.Work<Boolean> meeting =
        scope -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            return new SideBySide.Left<>(false, List.of());
          }
          return new SideBySide.Left<>(true, List.of());
        };
    assertThat(SideBySide.compute(List.of(meeting, meeting))).containsExactly(true, true);
  }

  @Test
  void elsewhereTheyAreDoneOneAfterTheOtherOnTheCallersThreadAndDevice() {
    Device elsewhere = OtherDevice.get();
    Threads.use(2);
    SideBySide.Work<String> telling =
        scope ->
            new SideBySide.Left<>(
                Device.current() + " " + Thread.currentThread().getName(), List.of());
    String here = elsewhere + " " + Thread.currentThread().getName();
    elsewhere.run(() -> {
      assertThat(SideBySide.compute(List.of(telling, telling))).containsExactly(here, here);
      assertThat(SideBySide.most()).isEqualTo(1);
    });
    assertThat(SideBySide.compute(List.of(telling, telling)))
        .containsExactly("cpu side-by-side", "cpu side-by-side");
    assertThat(SideBySide.most()).isEqualTo(2);
  }

  @Test
  void theFirstFailureIsThrownOnceAllHaveEnded() {
    CountDownLatch other = new CountDownLatch(1);
    SideBySide.Work<Integer> failing =
        scope -> {
          throw new IllegalArgumentException("no");
        };
    SideBySide.Work<Integer> working =
        scope -> {
          other.countDown();
          return new SideBySide.Left<>(1, List.of());
        };
    assertThatThrownBy(() -> SideBySide.compute(List.of(failing, working)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
    assertThat(other.getCount()).isZero();
  }

  @Test
  void theCallersThreadsStayAsTheyWere() {
    Threads.use(2);
    SideBySide.compute(
        List.of(
            scope -> new SideBySide.Left<>(1, List.of()),
            scope -> new SideBySide.Left<>(2, List.of())));
    assertThat(Threads.inUse()).isEqualTo(2);
  }

  @Test
  void moreWorksThanThreadsAreEachDoneOnce() {
    Threads.use(2);
    AtomicIntegerArray done = new AtomicIntegerArray(50);
    List<Runnable> works =
        IntStream.range(0, 50).<Runnable>mapToObj(i -> () -> done.incrementAndGet(i)).toList();
    SideBySide.each(works);
    assertThat(IntStream.range(0, 50).map(done::get)).containsOnly(1);
  }

  @Test
  void oneThreadDoesThemWhereItIsAlone() {
    Threads.use(1);
    List<String> names = new ArrayList<>();
    Runnable telling = () -> names.add(Thread.currentThread().getName());
    SideBySide.each(List.of(telling, telling));
    String here = Thread.currentThread().getName();
    assertThat(names).containsExactly(here, here);
  }

  @Test
  void aFailureAmongManyWorksIsThrown() {
    Threads.use(2);
    Runnable failing =
        () -> {
          throw new IllegalArgumentException("no");
        };
    assertThatThrownBy(() -> SideBySide.each(List.of(() -> {}, failing, () -> {})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }
}
