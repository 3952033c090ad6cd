package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBatchTest {

  private final Scope scope = Scope.open();

  @AfterEach
  void free() {
    scope.close();
  }

  @Test
  void paddingIsAtTheEndAndCountsNowhere() {
    TokenBatch batch =
        TokenBatch.padded(
            List.of(
                Tokens.of(new int[] {5, 6, 7}, new boolean[] {true, false, true}),
                Tokens.of(8, 9).times(0.5)),
            1);
    assertThat(Tensors.shapeOf(batch.ids())).containsExactly(2, 3);
    assertThat(Tensors.toLongs(batch.ids())).containsExactly(5, 6, 7, 8, 9, 1);
    assertThat(Tensors.toFloats(batch.weights())).containsExactly(0, 0, 1, 0, 0.5f, 0);
    assertThat(Tensors.toLongs(batch.positions())).containsExactly(0, 1, 2, 0, 1, 0);
    assertThat(Tensors.toLongs(batch.sequences())).containsExactly(0, 0, 0, 0, 0, -1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void packingLosesAndDoublesNothingAndRestartsPositions(long seed) {
    Random random = new Random(seed);
    int length = 8 + random.nextInt(60);
    List<Tokens> sequences = sequences(random, 1 + random.nextInt(200), length);
    TokenBatch batch = TokenBatch.packed(sequences, length, -7);
    assertThat(unpacked(batch))
        .containsExactlyInAnyOrderElementsOf(
            sequences.stream().map(TokenBatchTest::shown).toList());
    assertThat(unpacked(TokenBatch.packed(sequences, length, -7))).isEqualTo(unpacked(batch));
    int tokens = sequences.stream().mapToInt(Tokens::length).sum();
    assertThat(batch.rows()).isBetween((tokens + length - 1) / length, sequences.size());
  }

  @Test
  void aRowIsFilledByWhatFitsItBest() {
    List<Tokens> sequences =
        IntStream.of(4, 7, 3, 6, 2, 5, 3).mapToObj(n -> Tokens.of(new int[n])).toList();
    assertThat(TokenBatch.packed(sequences, 10, 0).rows()).isEqualTo(3);
  }

  @Test
  void longSequencesAreCutOrSplitByWhoeverPacksThem() {
    Tokens tokens = Tokens.of(1, 2, 3, 4, 5);
    assertThatThrownBy(() -> TokenBatch.packed(List.of(tokens), 4, 0))
        .hasMessage("a sequence of 5 tokens does not fit in a row of 4");
    assertThat(shown(tokens.first(4))).isEqualTo("1:0.0 2:1.0 3:1.0 4:1.0 ");
    assertThat(tokens.split(2).stream().map(Tokens::length)).containsExactly(2, 2, 1);
    assertThat(shown(tokens.split(2).get(1))).isEqualTo("3:0.0 4:1.0 ");
  }

  private static List<Tokens> sequences(Random random, int count, int longest) {
    List<Tokens> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(1 + random.nextInt(longest), 0, 50).toArray();
      boolean[] learnt = new boolean[ids.length];
      for (int t = 0; t < learnt.length; t++) {
        learnt[t] = random.nextBoolean();
      }
      sequences.add(Tokens.of(ids, learnt).times(i % 3));
    }
    return sequences;
  }

  private static String shown(Tokens tokens) {
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < tokens.length(); t++) {
      text.append(tokens.id(t)).append(':').append(t == 0 ? 0 : tokens.weight(t)).append(' ');
    }
    return text.toString();
  }

  /** Each sequence read back from ids, weights and borders. */
  private static List<String> unpacked(TokenBatch batch) {
    long[] ids = Tensors.toLongs(batch.ids());
    float[] weights = Tensors.toFloats(batch.weights());
    long[] positions = Tensors.toLongs(batch.positions());
    long[] numbers = Tensors.toLongs(batch.sequences());
    List<String> sequences = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (int i = 0; i < ids.length; i++) {
      if (numbers[i] >= 0) {
        open.append(ids[i]).append(':').append(weights[i]).append(' ');
        boolean continued =
            (i + 1) % batch.length() != 0
                && numbers[i + 1] == numbers[i]
                && positions[i + 1] == positions[i] + 1;
        if (!continued) {
          sequences.add(open.toString());
          open.setLength(0);
        }
      } else {
        assertThat(ids[i]).isEqualTo(-7);
        assertThat(weights[i]).isZero();
      }
    }
    return sequences;
  }
}
