package dev.mneme.policy;

import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A batch of prompts with their actions, cut into pieces that go through a model one by one. Each
 * line of a piece holds one row or, packed, several. Masked actions behind the last that counts are
 * left out.
 *
 * @param all the pieces
 * @param places for each of [rows, time], which of the pieces' actions it is, in their order; one
 *     more than the last where there is none. // [rows · time] int64
 */
record Pieces(List<Piece> all, Tensor places) {

  /**
   * What goes through a model at once.
   *
   * @param batch what it reads
   * @param states the places of the states that predict, rows and time as one
   * @param ids what they predict, as many
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(TokenBatch batch, long[] states, long[] ids) {}

  /**
   * A row: its prompt, then all actions but the last, which nothing reads.
   *
   * @param read tokens
   * @param first the place of the state that predicts the first action
   * @param actions how many there are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(int number, long[] read, int first, int actions) {}

  static Pieces of(Texts prompts, Actions actions, Scoring scoring) {
    long[] taken = Tensors.toLongs(actions.ids());
    List<List<Row>> lines = lines(rows(prompts, actions, taken), scoring.packed());
    int most = scoring.rows() == 0 ? lines.size() : scoring.rows();
    long[] places = new long[taken.length];
    Arrays.fill(places, -1);
    List<Piece> pieces = new ArrayList<>();
    long counted = 0;
    for (int from = 0; from < lines.size(); from += most) {
      List<List<Row>> part = lines.subList(from, Math.min(lines.size(), from + most));
      for (Row row : part.stream().flatMap(List::stream).toList()) {
        for (int t = 0; t < row.actions(); t++) {
          places[row.number() * actions.time() + t] = counted++;
        }
      }
      pieces.add(piece(part, taken, actions.time()));
    }
    long none = counted;
    long[] filled = LongStream.of(places).map(place -> place < 0 ? none : place).toArray();
    return new Pieces(pieces, Tensors.longs(filled, filled.length));
  }

  private static List<Row> rows(Texts prompts, Actions actions, long[] taken) {
    float[] mask = Tensors.toFloats(actions.mask());
    int time = actions.time();
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < actions.rows(); number++) {
      int[] prompt = prompts.tokens().get(number / actions.group());
      int count = time;
      while (count > 1 && mask[number * time + count - 1] == 0) {
        count--;
      }
      long[] read = new long[prompt.length + count - 1];
      for (int i = 0; i < prompt.length; i++) {
        read[i] = prompt[i];
      }
      System.arraycopy(taken, number * time, read, prompt.length, count - 1);
      rows.add(new Row(number, read, prompt.length - 1, count));
    }
    return rows;
  }

  /**
   * Packed, each row, the longest first, goes to the first line with room for it; no line is longer
   * than the longest row.
   */
  private static List<List<Row>> lines(List<Row> rows, boolean packed) {
    if (!packed) {
      return rows.stream().map(List::of).toList();
    }
    List<Row> order =
        rows.stream().sorted(Comparator.comparingInt((Row row) -> -row.read().length)).toList();
    int room = order.getFirst().read().length;
    List<List<Row>> lines = new ArrayList<>();
    for (Row row : order) {
      List<Row> line =
          lines.stream()
              .filter(each -> length(each) + row.read().length <= room)
              .findFirst()
              .orElseGet(() -> {
                List<Row> fresh = new ArrayList<>();
                lines.add(fresh);
                return fresh;
              });
      line.add(row);
    }
    return lines;
  }

  private static int length(List<Row> line) {
    return line.stream().mapToInt(row -> row.read().length).sum();
  }

  private static Piece piece(List<List<Row>> lines, long[] taken, int time) {
    int length = lines.stream().mapToInt(Pieces::length).max().orElseThrow();
    long[] ids = new long[lines.size() * length];
    int actions = lines.stream().flatMap(List::stream).mapToInt(Row::actions).sum();
    long[] states = new long[actions];
    long[] predicted = new long[actions];
    int next = 0;
    for (int line = 0; line < lines.size(); line++) {
      int at = line * length;
      for (Row row : lines.get(line)) {
        System.arraycopy(row.read(), 0, ids, at, row.read().length);
        for (int t = 0; t < row.actions(); t++) {
          states[next] = (long) at + row.first() + t;
          predicted[next++] = taken[row.number() * time + t];
        }
        at += row.read().length;
      }
    }
    Tensor read = Tensors.longs(ids, lines.size(), length); // [lines, length]
    boolean several = lines.stream().anyMatch(line -> line.size() > 1);
    return new Piece(
        several ? TokenBatch.packed(read, lengths(lines)) : TokenBatch.of(read), states, predicted);
  }

  private static List<long[]> lengths(List<List<Row>> lines) {
    return IntStream.range(0, lines.size())
        .mapToObj(line -> lines.get(line).stream().mapToLong(row -> row.read().length).toArray())
        .toList();
  }
}
