package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void ratiosAreHitWithinOneInTenThousand(long seed) {
    Random random = new Random(seed);
    List<Mixture.Source> sources =
        IntStream.range(0, 2 + random.nextInt(4))
            .mapToObj(i -> source("s" + i, 0.01 + random.nextDouble(), 1 + random.nextInt(5000)))
            .toList();
    double total = sources.stream().mapToDouble(Mixture.Source::ratio).sum();
    Mixture mixture = new Mixture(sources, seed);
    int[] counts = new int[sources.size()];
    for (int i = 0; i < 20_000; i++) {
      counts[mixture.at(i).source()]++;
    }
    for (int i = 0; i < counts.length; i++) {
      assertThat(counts[i] / 20_000.0).isCloseTo(sources.get(i).ratio() / total, within(1e-4));
    }
  }

  @Test
  void aStretchInsideABlockIsMixedToo() {
    Mixture mixture = new Mixture(List.of(source("a", 3, 100), source("b", 1, 100)), 5);
    long first = LongStream.range(0, 1000).filter(i -> mixture.at(i).source() == 0).count();
    assertThat(first).isBetween(690L, 810L); // 750 ± 4.4 standard deviations
  }

  @Test
  void eachSourceShowsEveryRowOnceBeforeAnyTwice() {
    Mixture mixture = new Mixture(List.of(source("a", 0.7, 900), source("b", 0.3, 7001)), 11);
    List<Long> rows =
        LongStream.range(0, 30_000)
            .mapToObj(mixture::at)
            .filter(pick -> pick.source() == 1)
            .map(Mixture.Pick::row)
            .toList();
    assertThat(rows).hasSize(9000);
    assertThat(new HashSet<>(rows.subList(0, 7001))).hasSize(7001);
  }

  @Test
  void aResumedMixtureGivesWhatTheUninterruptedOneWould() {
    List<Mixture.Source> sources =
        List.of(source("a", 1, 10), source("b", 2, 100_000), source("c", 0.5, 333));
    Mixture whole = new Mixture(sources, 99);
    List<Mixture.Pick> picks = LongStream.range(0, 25_000).mapToObj(whole::at).toList();
    for (int start : new int[] {0, 1, 9_999, 10_000, 17_123}) {
      Mixture resumed = new Mixture(sources, 99);
      List<Mixture.Pick> rest = LongStream.range(start, 25_000).mapToObj(resumed::at).toList();
      assertThat(rest).isEqualTo(picks.subList(start, 25_000));
    }
    assertThat(LongStream.range(0, 100).mapToObj(new Mixture(sources, 98)::at).toList())
        .isNotEqualTo(picks.subList(0, 100));
  }

  @Test
  void twoSourcesOfEqualSizeAreNotShuffledAlike() {
    Mixture mixture = new Mixture(List.of(source("a", 1, 1000), source("b", 1, 1000)), 2);
    Set<List<Long>> orders = new HashSet<>();
    for (int wanted = 0; wanted < 2; wanted++) {
      int source = wanted;
      orders.add(
          LongStream.range(0, 1000)
              .mapToObj(mixture::at)
              .filter(pick -> pick.source() == source)
              .map(Mixture.Pick::row)
              .limit(20)
              .toList());
    }
    assertThat(orders).hasSize(2);
  }

  @Test
  void rowsAreSplitByRatioWithOneForEachAtLeast() {
    Mixture mixture =
        new Mixture(List.of(source("a", 90, 10), source("b", 9, 10), source("c", 1, 10)), 1);
    assertThat(mixture.split(100)).containsExactly(90, 9, 1);
    assertThat(mixture.split(10)).containsExactly(8, 1, 1);
    assertThat(mixture.split(3)).containsExactly(1, 1, 1);
    assertThatThrownBy(() -> mixture.split(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 rows cannot be split among 3 sources");
  }

  @Test
  void whatWouldNeverBeSeenIsRefused() {
    assertThatThrownBy(() -> new Mixture(List.of(source("a", 1, 5), source("b", 1e-6, 5)), 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the ratio of source b is less than 1 in 10,000 of the mixture: it would never be seen."
                + " Raise it or leave the source out.");
    assertThatThrownBy(() -> source("a", 0, 5))
        .hasMessage("the ratio of a must be positive, was 0.0");
    assertThatThrownBy(() -> new Mixture.Source("a", 1, -1, 5))
        .hasMessage("the weight of a must be 0 or more, was -1.0");
    assertThatThrownBy(() -> source("a", 1, 0)).hasMessage("a has no rows");
  }

  private static Mixture.Source source(String name, double ratio, long size) {
    return new Mixture.Source(name, ratio, 1, size);
  }
}
