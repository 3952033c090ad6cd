package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {

  /** 99.99 % quantiles of the chi-square distribution with 23 and 99 degrees of freedom. */
  private static final double FREE_23 = 60.1;

  private static final double FREE_99 = 158.0;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 64, 1000, 4097})
  void everyRowComesExactlyOnceAnEpoch(long size) {
    for (long seed = 0; seed < 20; seed++) {
      Shuffle shuffle = new Shuffle(seed, size);
      for (long epoch = 0; epoch < 3; epoch++) {
        long[] seen =
            LongStream.range(epoch * size, (epoch + 1) * size).map(shuffle::row).sorted().toArray();
        assertThat(seen).containsExactly(LongStream.range(0, size).toArray());
      }
    }
  }

  @Test
  void allOrdersOfFourRowsAreEquallyLikely() {
    int[] counts = new int[256];
    int draws = 24_000;
    for (int seed = 0; seed < draws; seed++) {
      Shuffle shuffle = new Shuffle(seed % 100, 4);
      long epoch = seed / 100;
      int order = 0;
      for (int i = 0; i < 4; i++) {
        order = 4 * order + (int) shuffle.row(4 * epoch + i);
      }
      counts[order]++;
    }
    int[] orders = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertThat(orders).hasSize(24);
    assertThat(chiSquare(orders, draws / 24.0)).isLessThan(FREE_23);
  }

  @Test
  void neighboursAreSpreadEvenlyOverAMillionRows() {
    Shuffle shuffle = new Shuffle(7, 1_000_000);
    int[] gaps = new int[100];
    for (int i = 0; i < 20_000; i++) {
      gaps[(int) (Math.floorMod(shuffle.row(i + 1) - shuffle.row(i), 1_000_000L) / 10_000)]++;
    }
    assertThat(chiSquare(gaps, 200)).isLessThan(FREE_99);
  }

  @Test
  void moreRowsThanFitInMemoryCostNothing() {
    Shuffle shuffle = new Shuffle(1, 1L << 50);
    assertThat(LongStream.range(0, 1000).map(shuffle::row).distinct().count()).isEqualTo(1000);
    assertThat(LongStream.range(0, 1000).map(shuffle::row).max().orElseThrow())
        .isGreaterThan(1L << 49);
  }

  @Test
  void epochsAndSeedsDiffer() {
    Shuffle shuffle = new Shuffle(3, 50);
    long[] first = LongStream.range(0, 50).map(shuffle::row).toArray();
    assertThat(LongStream.range(50, 100).map(shuffle::row).toArray()).isNotEqualTo(first);
    assertThat(LongStream.range(0, 50).map(new Shuffle(4, 50)::row).toArray()).isNotEqualTo(first);
  }

  @Test
  void nothingCannotBeShuffled() {
    assertThatThrownBy(() -> new Shuffle(0, 0)).hasMessage("there is nothing to shuffle in 0 rows");
  }

  private static double chiSquare(int[] counts, double expected) {
    return Arrays.stream(counts)
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }
}
