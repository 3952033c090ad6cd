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
   * one row: the prompts one behind another, then the branches, those of the first prompt first.
   *
   * @param prompts their lengths
   * @param branches their lengths, as many for each prompt
   */
  public record Fork(List<Integer> prompts, List<Integer> branches) {
    public Fork {
      prompts = List.copyOf(prompts);
      branches = List.copyOf(branches);
    }

    /** Branches a prompt. */
    int group() {
      return branches.size() / prompts.size();
    }

    /** Where each prompt begins, then each branch, and last where the row ends. */
    int[] starts() {
      int[] starts = new int[prompts.size() + branches.size() + 1];
      for (int i = 1; i < starts.length; i++) {
        int before = i - 1;
        starts[i] =
            starts[before]
                + (before < prompts.size()
                    ? prompts.get(before)
                    : branches.get(before - prompts.size()));
      }
      return starts;
    }

    /**
     * Where the states lie that predict the first tokens of each branch.
     *
     * @param time how many; of those behind the one that follows a branch's end, that one again
     * @return [branches · time]
     */
    public long[] places(int time) {
      int[] starts = starts();
      long[] places = new long[branches.size() * time];
      for (int i = 0; i < places.length; i++) {
        int branch = i / time;
        int token = Math.min(i % time, branches.get(branch));
        places[i] =
            token == 0
                ? starts[branch / group() + 1] - 1L
                : starts[prompts.size() + branch] + token - 1L;
      }
      return places;
    }

    /** The branches of some prompts with them. */
    private Fork of(int from, int to) {
      return new Fork(prompts.subList(from, to), branches.subList(from * group(), to * group()));
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
   * @param branches of any lengths but 0, as many for each prompt, prompt-major
   */
  public static TokenBatch forked(List<int[]> prompts, List<int[]> branches) {
    if (prompts.isEmpty() || branches.isEmpty() || branches.size() % prompts.size() != 0) {
      throw new IllegalArgumentException(
          "%d branches cannot go on from %d prompts".formatted(branches.size(), prompts.size()));
    }
    List<int[]> all = new ArrayList<>(prompts);
    all.addAll(branches);
    List<Integer> lengths = all.stream().map(each -> each.length).toList();
    if (lengths.contains(0)) {
      throw new IllegalArgumentException("a prompt or branch of no tokens cannot be read");
    }
    Fork fork =
        new Fork(
            lengths.subList(0, prompts.size()), lengths.subList(prompts.size(), lengths.size()));
    long[] ids = new long[lengths.stream().mapToInt(Integer::intValue).sum()];
    long[] positions = new long[ids.length];
    int at = 0;
    for (int number = 0; number < all.size(); number++) {
      int branch = number - prompts.size();
      int first = branch < 0 ? 0 : lengths.get(branch / fork.group());
      for (int i = 0; i < lengths.get(number); i++, at++) {
        ids[at] = all.get(number)[i];
        positions[at] = (long) first + i;
      }
    }
    return new TokenBatch(
        Tensors.longs(ids, 1, ids.length), Tensors.longs(positions, 1, ids.length), null, fork);
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
    int[] starts = fork.starts();
    List<Span> spans = new ArrayList<>();
    for (int prompt = 0; prompt < fork.prompts().size(); prompt++) {
      int length = fork.prompts().get(prompt);
      spans.add(Span.of(starts[prompt], length));
      for (int branch = prompt * fork.group(); branch < (prompt + 1) * fork.group(); branch++) {
        int from = starts[fork.prompts().size() + branch];
        spans.add(new Span(starts[prompt], length, from, fork.branches().get(branch)));
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
    if (fork != null) {
      return parts(fork, most);
    }
    int whole = Math.toIntExact(ids.size(0));
    int count = Math.clamp(most, 1, whole);
    List<Part> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = whole * part / count;
      parts.add(rows(from, whole * (part + 1) / count - from));
    }
    return parts;
  }

  /** A share ends with the prompt in whose family its part of all tokens ends, or before it. */
  private List<Part> parts(Fork all, int most) {
    int prompts = all.prompts().size();
    int count = Math.clamp(most, 1, prompts);
    int[] behind = new int[prompts + 1]; // tokens of the families up to each
    for (int prompt = 0; prompt < prompts; prompt++) {
      Fork family = all.of(prompt, prompt + 1);
      behind[prompt + 1] = behind[prompt] + family.starts()[family.group() + 1];
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int part = 1; part <= count; part++) {
      long end = (long) behind[prompts] * part / count;
      int to = from + 1;
      while (to < prompts - (count - part)
          && Math.abs(behind[to + 1] - end) < Math.abs(behind[to] - end)) {
        to++;
      }
      parts.add(prompts(all, from, to));
      from = to;
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
    int[] starts = all.starts();
    int branches = all.prompts().size();
    List<Run> runs =
        List.of(
            run(starts, from, to),
            run(starts, branches + from * all.group(), branches + to * all.group()));
    TokenBatch batch =
        new TokenBatch(joined(ids, runs), joined(positions, runs), null, all.of(from, to));
    return new Part(batch, runs);
  }

  private static Run run(int[] starts, int from, int to) {
    return new Run(starts[from], (long) starts[to] - starts[from]);
  }

  /** [1, time] → [1, tokens of the runs] */
  private static Tensor joined(Tensor row, List<Run> runs) {
    return Maths.concatenate(
        runs.stream().map(run -> row.narrow(1, run.from(), run.count())).toList(), 1);
  }
}
