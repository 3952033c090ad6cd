package dev.mneme.model;

import dev.mneme.kernel.Span;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tokens for a decoder. A token sees itself and what stands before it in its row and
 * belongs to the same segment.
 *
 * @param ids [rows, time] int64
 * @param positions [rows, time] or, where all rows have the same, [1, time] int64
 * @param segments [rows, time] int64, equal numbers where tokens belong to one sequence, {@link
 *     #STEM} for what all sequences of a row begin with; null where each row is one, padding at its
 *     end or none
 * @param fork how sequences branch off from prompts; null where none does
 */
public record TokenBatch(
    Tensor ids, Tensor positions, @Nullable Tensor segments, @Nullable Fork fork) {

  /**
   * Several sequences that go on from each of some prompts, which are read once. All tokens lie in
   * one row: the prompts one behind another, each filled up to the longest, then the branches,
   * those of the first prompt first.
   *
   * @param lengths of the prompts
   * @param trunk tokens that each prompt takes up
   * @param group branches a prompt
   * @param time tokens of each branch
   */
  public record Fork(List<Long> lengths, int trunk, int group, int time) {
    public Fork {
      lengths = List.copyOf(lengths);
    }

    public int prompts() {
      return lengths.size();
    }

    public int branches() {
      return prompts() * group;
    }

    /** Where the states lie that predict each token of a branch and the one behind its end. */
    public long place(int branch, int token) {
      int prompt = branch / group;
      return token == 0
          ? (long) prompt * trunk + lengths.get(prompt) - 1
          : (long) prompts() * trunk + (long) branch * time + token - 1;
    }
  }

  /** The segment that all others of its row go on from. */
  static final long STEM = -1;

  /**
   * One sequence a row from its first place on. Rows may be filled up at their end with any token:
   * nothing real sees it.
   */
  public static TokenBatch of(Tensor ids) {
    return new TokenBatch(ids, Layers.wholeRange(ids.size(1)).unsqueeze(0), null, null);
  }

  /**
   * Branches behind prompts that each are read once.
   *
   * @param prompts of any lengths but 0
   * @param branches [prompts · group, time] int64, prompt-major; they may be filled up at their end
   *     with any token
   */
  public static TokenBatch forked(List<int[]> prompts, Tensor branches) {
    int count = (int) branches.size(0);
    int time = (int) branches.size(1);
    int trunk = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    if (prompts.isEmpty() || count % prompts.size() != 0 || count == 0 || time == 0) {
      throw new IllegalArgumentException(
          "%d branches of %d tokens cannot go on from %d prompts"
              .formatted(count, time, prompts.size()));
    }
    int group = count / prompts.size();
    long[] ids = new long[prompts.size() * trunk + count * time];
    long[] positions = new long[ids.length];
    List<Long> lengths = new ArrayList<>();
    int at = 0;
    for (int[] prompt : prompts) {
      lengths.add((long) prompt.length);
      for (int i = 0; i < trunk; i++, at++) {
        ids[at] = i < prompt.length ? prompt[i] : 0;
        positions[at] = i;
      }
    }
    long[] read = Tensors.toLongs(branches);
    for (int i = 0; i < read.length; i++, at++) {
      ids[at] = read[i];
      positions[at] = lengths.get(i / time / group) + i % time;
    }
    return new TokenBatch(
        Tensors.longs(ids, 1, ids.length),
        Tensors.longs(positions, 1, ids.length),
        null,
        new Fork(lengths, trunk, group, time));
  }

  /** One sequence a row that ends at its last place, filled up before its beginning. */
  public static TokenBatch leftPadded(Tensor ids, long[] lengths) {
    long time = ids.size(1);
    return packed(
        ids,
        LongStream.of(lengths)
            .mapToObj(
                length -> length < time ? new long[] {time - length, length} : new long[] {length})
            .toList());
  }

  /**
   * Several sequences in a row, one behind another; each is computed as if it were alone.
   *
   * @param lengths of the sequences of each row; what is left of a row is padding
   */
  public static TokenBatch packed(Tensor ids, List<long[]> lengths) {
    int rows = (int) ids.size(0);
    int time = (int) ids.size(1);
    if (lengths.size() != rows) {
      throw new IllegalArgumentException(
          "lengths of %d rows were given for %d".formatted(lengths.size(), rows));
    }
    long[] positions = new long[rows * time];
    long[] segments = new long[rows * time];
    for (int row = 0; row < rows; row++) {
      int at = 0;
      int segment = 0;
      for (long length : lengths.get(row)) {
        if (length < 0 || length > time - at) {
          throw new IllegalArgumentException(
              "the sequences of row %d are longer than its %d tokens".formatted(row, time));
        }
        for (int i = 0; i < length; i++, at++) {
          positions[row * time + at] = i;
          segments[row * time + at] = segment;
        }
        segment++;
      }
      for (int i = 0; at < time; i++, at++) {
        positions[row * time + at] = i;
        segments[row * time + at] = segment;
      }
    }
    return new TokenBatch(
        ids, Tensors.longs(positions, rows, time), Tensors.longs(segments, rows, time), null);
  }

  /**
   * Rows of a stem and branches, one behind another: every branch is computed as if it alone stood
   * behind the stem.
   *
   * @param lengths of each row's stem, which may be 0, and of its branches; what is left of a row
   *     is padding
   */
  public static TokenBatch branching(Tensor ids, List<long[]> lengths) {
    if (lengths.stream().allMatch(row -> row.length == 1)) {
      return of(ids);
    }
    int rows = (int) ids.size(0);
    int time = (int) ids.size(1);
    long[] positions = new long[rows * time];
    long[] segments = new long[rows * time];
    for (int row = 0; row < rows; row++) {
      long[] parts = lengths.get(row);
      int at = row * time;
      for (int part = 0; part <= parts.length; part++) {
        int count = part < parts.length ? Math.toIntExact(parts[part]) : (row + 1) * time - at;
        if (count > (row + 1) * time - at) {
          throw new IllegalArgumentException(
              "the branches of row %d are longer than its %d tokens".formatted(row, time));
        }
        for (int i = 0; i < count; i++, at++) {
          positions[at] = part == 0 ? i : parts[0] + i;
          segments[at] = part == 0 ? STEM : part;
        }
      }
    }
    return new TokenBatch(
        ids, Tensors.longs(positions, rows, time), Tensors.longs(segments, rows, time), null);
  }

  /** Who sees whom, in tokens of the whole batch. */
  List<Span> spans() {
    if (fork != null) {
      return spans(fork);
    }
    int time = Math.toIntExact(ids.size(1));
    int tokens = Math.toIntExact(ids.numel());
    List<Span> spans = new ArrayList<>();
    if (segments == null) {
      for (int row = 0; row < tokens; row += time) {
        spans.add(Span.of(row, time));
      }
      return spans;
    }
    long[] numbers = Tensors.toLongs(segments);
    int stem = 0;
    for (int at = 0, next; at < tokens; at = next) {
      next = at + 1;
      while (next % time != 0 && numbers[next] == numbers[at]) {
        next++;
      }
      if (at % time == 0) {
        stem = numbers[at] == STEM ? next - at : 0;
      }
      spans.add(
          numbers[at] == STEM
              ? Span.of(at, next - at)
              : new Span(at / time * time, stem, at, next - at));
    }
    return spans;
  }

  private static List<Span> spans(Fork fork) {
    List<Span> spans = new ArrayList<>();
    int branches = fork.prompts() * fork.trunk();
    for (int prompt = 0; prompt < fork.prompts(); prompt++) {
      int length = Math.toIntExact(fork.lengths().get(prompt));
      spans.add(Span.of(prompt * fork.trunk(), fork.trunk()));
      for (int branch = prompt * fork.group(); branch < (prompt + 1) * fork.group(); branch++) {
        int from = branches + branch * fork.time();
        spans.add(new Span(prompt * fork.trunk(), length, from, fork.time()));
      }
    }
    return spans;
  }

  /**
   * A share of a batch, whose tokens see none of the others'.
   *
   * @param runs of neighbouring tokens of the whole batch, rows and time as one, that the share is
   *     made of
   */
  record Part(TokenBatch batch, List<Run> runs) {
    Part {
      runs = List.copyOf(runs);
    }
  }

  /** Neighbours. */
  record Run(long from, long count) {}

  /** At most so many shares of nearly equal size: of rows or, where they fork, of prompts. */
  List<Part> parts(int most) {
    int whole = fork == null ? Math.toIntExact(ids.size(0)) : fork.prompts();
    int count = Math.clamp(most, 1, whole);
    List<Part> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = whole * part / count;
      int to = whole * (part + 1) / count;
      parts.add(fork == null ? rows(from, to - from) : prompts(fork, from, to));
    }
    return parts;
  }

  private Part rows(int from, int count) {
    long time = ids.size(1);
    TokenBatch batch =
        new TokenBatch(
            ids.narrow(0, from, count),
            positions.size(0) == 1 ? positions : positions.narrow(0, from, count),
            segments == null ? null : segments.narrow(0, from, count),
            null);
    return new Part(batch, List.of(new Run(from * time, count * time)));
  }

  private Part prompts(Fork all, int from, int to) {
    long ofBranches = (long) all.group() * all.time();
    List<Run> runs =
        List.of(
            new Run((long) from * all.trunk(), (long) (to - from) * all.trunk()),
            new Run(
                (long) all.prompts() * all.trunk() + from * ofBranches, (to - from) * ofBranches));
    TokenBatch batch =
        new TokenBatch(
            joined(ids, runs),
            joined(positions, runs),
            null,
            new Fork(all.lengths().subList(from, to), all.trunk(), all.group(), all.time()));
    return new Part(batch, runs);
  }

  /** [1, time] → [1, tokens of the runs] */
  private static Tensor joined(Tensor row, List<Run> runs) {
    return Maths.concatenate(
        runs.stream().map(run -> row.narrow(1, run.from(), run.count())).toList(), 1);
  }
}
