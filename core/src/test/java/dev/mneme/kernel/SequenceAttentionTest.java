package dev.mneme.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.kernel.SequenceAttention.Looking;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values and gradients against the formulas in double precision, for heads narrower and wider than
 * a panel, sequences shorter and longer than a block, windows, stems and shared heads.
 */
class SequenceAttentionTest {

  private final Arena arena = Arena.ofConfined();
  private final Random random = new Random(6);

  @AfterEach
  void close() {
    arena.close();
  }

  /** Rows of queries, keys and values, and what is made of them. */
  private final class Case {
    final int width;
    final int heads;
    final int group;
    final int tokens;
    final Rows joined;
    final Rows out;
    final Rows sums;
    final Rows dout;
    final Rows djoined;
    final SequenceAttention attention;

    Case(int width, int heads, int group, int tokens) {
      this.width = width;
      this.heads = heads;
      this.group = group;
      this.tokens = tokens;
      this.joined = rows(tokens, (group + 2) * heads * width, true);
      this.out = rows(tokens, group * heads * width, true);
      this.sums = rows(tokens, group * heads * SequenceAttention.KEPT, true);
      this.dout = rows(tokens, group * heads * width, true);
      this.djoined = rows(tokens, (group + 2) * heads * width, false);
      this.attention = new SequenceAttention(width, heads, group);
    }

    int keys() {
      return group * heads * width;
    }

    int values() {
      return (group + 1) * heads * width;
    }

    Looking looking(Rows rows) {
      return new Looking(rows, rows.from(keys()), rows.from(values()));
    }

    void run(Span span, int window) {
      attention.apply(span, window, looking(joined), out, sums);
      attention.backward(span, window, looking(joined), sums, dout, looking(djoined));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // width, heads, group, stem, tokens, window
    "8,1,1,0,1,0", "8,2,1,0,5,0", "32,2,1,0,33,0", "32,1,3,0,70,0", "20,1,2,7,40,0",
    "32,2,1,32,64,0", "80,1,1,0,45,0", "80,1,2,5,45,9", "16,2,2,0,100,40", "6,1,1,3,9,1",
    "64,1,1,50,3,30"
  })
  void valuesAndGradientsAreThoseOfTheFormulas(
      int width, int heads, int group, int stem, int tokens, int window) {
    Case given = new Case(width, heads, group, stem + tokens + 4);
    Span span = new Span(1, stem, stem + 3, tokens);
    double[][] wanted = new double[given.tokens][(group + 2) * heads * width];
    given.run(span, window);
    for (int head = 0; head < heads * group; head++) {
      check(given, span, window, head, wanted);
    }
    for (int place = 0; place < span.length(); place++) {
      int token = span.token(place);
      for (int i = place < stem ? given.keys() : 0; i < wanted[token].length; i++) {
        near(at(given.djoined, token, i), wanted[token][i]);
      }
    }
  }

  /** Compares what a head says; adds its gradients to those wanted. */
  private static void check(Case given, Span span, int window, int head, double[][] wanted) {
    int width = given.width;
    int query = head * width;
    int key = given.keys() + head / given.group * width;
    int value = given.values() + head / given.group * width;
    for (int place = span.stemLength(); place < span.length(); place++) {
      int token = span.token(place);
      int from = window == 0 ? 0 : Math.max(0, place + 1 - window);
      List<Double> weights = new ArrayList<>();
      double sum = 0;
      for (int other = from; other <= place; other++) {
        double score = dot(given.joined, token, query, span.token(other), key, width);
        weights.add(Math.exp(score / Math.sqrt(width)));
        sum += weights.getLast();
      }
      double along = 0;
      double[] said = new double[width];
      List<Double> blames = new ArrayList<>();
      for (int other = from; other <= place; other++) {
        double weight = weights.get(other - from) / sum;
        double blame = 0;
        for (int i = 0; i < width; i++) {
          double seen = at(given.joined, span.token(other), value + i);
          said[i] += weight * seen;
          blame += at(given.dout, token, query + i) * seen;
          wanted[span.token(other)][value + i] += weight * at(given.dout, token, query + i);
        }
        blames.add(blame);
        along += weight * blame;
      }
      for (int other = from; other <= place; other++) {
        double slope = weights.get(other - from) / sum * (blames.get(other - from) - along);
        for (int i = 0; i < width; i++) {
          double scaled = slope / Math.sqrt(width);
          wanted[token][query + i] += scaled * at(given.joined, span.token(other), key + i);
          wanted[span.token(other)][key + i] += scaled * at(given.joined, token, query + i);
        }
      }
      for (int i = 0; i < width; i++) {
        near(at(given.out, token, query + i), said[i]);
      }
    }
  }

  @Test
  void whatOthersSaidStaysAndGradientsOfAStemAddUp() {
    Case given = new Case(16, 2, 1, 30);
    float untouched = at(given.out, 2, 0);
    given.run(new Span(0, 4, 10, 6), 0);
    List<Float> first = numbers(given.djoined, 3);
    given.run(new Span(0, 4, 20, 10), 0);
    assertThat(at(given.out, 2, 0)).isEqualTo(untouched);
    assertThat(numbers(given.djoined, 3)).isNotEqualTo(first);
    Case again = new Case(16, 2, 1, 30);
    again.joined.memory().copyFrom(given.joined.memory());
    again.dout.memory().copyFrom(given.dout.memory());
    again.run(new Span(0, 4, 20, 10), 0);
    List<Float> second = numbers(again.djoined, 3);
    for (int i = 0; i < first.size(); i++) {
      near(at(given.djoined, 3, i), (double) first.get(i) + second.get(i));
    }
  }

  /** Room that a long sequence left behind, and the compiler, change no bit. */
  @Test
  void bitsDependOnTheSequenceAlone() {
    Case given = new Case(40, 1, 2, 90);
    Span span = new Span(0, 7, 20, 37);
    given.run(span, 0);
    byte[] first = given.out.memory().toArray(ValueLayout.JAVA_BYTE);
    byte[] gradient = given.djoined.memory().toArray(ValueLayout.JAVA_BYTE);
    for (int round = 0; round < 300; round++) {
      Looking other = new Looking(given.dout, given.joined, given.joined.from(given.values()));
      given.attention.apply(Span.of(0, 90), 0, other, rows(90, 80, false), rows(90, 4, false));
      given.djoined.memory().fill((byte) 0);
      given.run(span, 0);
      assertThat(given.out.memory().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(first);
      assertThat(given.djoined.memory().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(gradient);
    }
  }

  private Rows rows(int count, int stride, boolean random) {
    MemorySegment memory = arena.allocate(4L * count * stride, 4);
    for (int i = 0; random && i < count * stride; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) this.random.nextGaussian());
    }
    return Rows.of(memory, stride);
  }

  private static double dot(Rows rows, int row, int from, int other, int there, int width) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) at(rows, row, from + i) * at(rows, other, there + i);
    }
    return sum;
  }

  private static List<Float> numbers(Rows rows, int row) {
    List<Float> numbers = new ArrayList<>();
    for (int i = 0; i < rows.stride(); i++) {
      numbers.add(at(rows, row, i));
    }
    return numbers;
  }

  private static float at(Rows rows, int row, int column) {
    return rows.get(rows.at(row) + 4L * column);
  }

  private static void near(double found, double wanted) {
    assertThat(found).isCloseTo(wanted, within(2e-5 * Math.max(1, Math.abs(wanted))));
  }
}
