package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {

  @Test
  void anEpochShowsEveryExampleOnce() {
    EpochOrder order = new EpochOrder("data", 12, 3);
    assertThat(order.steps()).isEqualTo(4);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(epoch(order, 7, epoch))
          .containsExactlyInAnyOrder(LongStream.range(0, 12).toArray());
    }
  }

  @Test
  void aRemainderWaitsForTheNextShuffle() {
    EpochOrder order = new EpochOrder("data", 10, 3);
    assertThat(order.steps()).isEqualTo(3);
    assertThat(epoch(order, 7, 0)).hasSize(9).doesNotHaveDuplicates();
  }

  @Test
  void theOrderDependsOnSeedAndEpochOnly() {
    EpochOrder order = new EpochOrder("data", 100, 10);
    long[] first = epoch(order, 7, 0);
    long[] second = epoch(order, 7, 1);
    assertThat(second).isNotEqualTo(first);
    assertThat(epoch(order, 7, 0)).as("asked again, after another epoch").isEqualTo(first);
    assertThat(epoch(new EpochOrder("data", 100, 10), 8, 0)).isNotEqualTo(first);
    assertThat(epoch(new EpochOrder("other", 100, 10), 7, 0)).isNotEqualTo(first);
  }

  @Test
  void resumingInTheMiddleOfAnEpochSeesTheSameBatches() {
    EpochOrder whole = new EpochOrder("data", 12, 3);
    EpochOrder resumed = new EpochOrder("data", 12, 3);
    try (RandomStreams streams = new RandomStreams(7);
        RandomStreams fresh = new RandomStreams(7)) {
      for (long step = 0; step < 5; step++) {
        places(whole, step, streams);
        streams.get("sample").permutation(4);
      }
      for (long step = 5; step < 16; step++) {
        assertThat(places(resumed, step, fresh)).isEqualTo(places(whole, step, streams));
      }
    }
  }

  @Test
  void aBatchIsNotLargerThanTheSet() {
    assertThatThrownBy(() -> new EpochOrder("data", 4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches of 5 cannot be drawn from 4 examples");
  }

  private static long[] epoch(EpochOrder order, long seed, int epoch) {
    try (RandomStreams streams = new RandomStreams(seed)) {
      return LongStream.range(epoch * order.steps(), (epoch + 1) * order.steps())
          .flatMap(step -> LongStream.of(places(order, step, streams)))
          .toArray();
    }
  }

  private static long[] places(EpochOrder order, long step, RandomStreams streams) {
    try (Scope scope = Scope.open()) {
      return Tensors.toLongs(order.places(step, streams));
    }
  }
}
