package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Several sequences go on from one prompt, which is computed once: a prompt's tokens see those
 * before them, a branch's also their prompt, no branch another. What branches say of a prompt flows
 * back into it as a sum.
 */
final class ForkedAttention implements SelfAttention {

  private final int prompts;
  private final int branches;
  private final int trunk; // tokens that each prompt is filled up to
  private final int time; // tokens that each branch is filled up to
  private final Tensor inTrunks; // [prompts · trunk] where each token lies in the row
  private final Tensor inBranches; // [branches · time]
  private final Tensor back; // [tokens] where each lies among the filled ones
  private final Map<Integer, Tensor> promptMasks = new HashMap<>(); // [1, 1, trunk, trunk]
  private final Map<Integer, Tensor> branchMasks =
      new HashMap<>(); // [branches or 1, 1, time, trunk + time]

  ForkedAttention(TokenBatch.Fork fork, ElementType type, List<Integer> windows) {
    this.prompts = fork.prompts().size();
    this.branches = fork.branches().size();
    this.trunk = Collections.max(fork.prompts());
    this.time = Collections.max(fork.branches());
    int[] starts = fork.starts();
    this.inTrunks = filled(starts, 0, fork.prompts(), trunk);
    this.inBranches = filled(starts, prompts, fork.branches(), time);
    LongStream.Builder places = LongStream.builder();
    add(places, 0, fork.prompts(), trunk);
    add(places, (long) prompts * trunk, fork.branches(), time);
    long[] all = places.build().toArray();
    this.back = Tensors.longs(all, all.length);
    for (int window : windows) {
      if (window > 0 && window < trunk) {
        promptMasks.computeIfAbsent(window, limit -> promptMask(limit, type));
      }
      branchMasks.computeIfAbsent(window, limit -> branchMask(fork, limit, type));
    }
  }

  /** Sequences from the first of them on, each filled up with its last token. */
  private static Tensor filled(int[] starts, int first, List<Integer> lengths, int longest) {
    long[] places = new long[lengths.size() * longest];
    for (int i = 0; i < places.length; i++) {
      int sequence = i / longest;
      places[i] = starts[first + sequence] + Math.min(i % longest, lengths.get(sequence) - 1L);
    }
    return Tensors.longs(places, places.length);
  }

  private static void add(
      LongStream.Builder places, long first, List<Integer> lengths, int longest) {
    for (int sequence = 0; sequence < lengths.size(); sequence++) {
      for (int i = 0; i < lengths.get(sequence); i++) {
        places.add(first + (long) sequence * longest + i);
      }
    }
  }

  private Tensor promptMask(int window, ElementType type) {
    Tensor places = Layers.wholeRange(trunk);
    Tensor distance = places.unsqueeze(1).sub(places.unsqueeze(0)); // [trunk, trunk]
    return Layers.additiveMask(Maths.between(distance, 0, window - 1), type)
        .unsqueeze(0)
        .unsqueeze(0);
  }

  /** By positions; what fills a prompt up stands behind everything, where nobody sees it. */
  private Tensor branchMask(TokenBatch.Fork fork, int window, ElementType type) {
    boolean alike = fork.prompts().stream().distinct().count() == 1;
    List<Integer> lengths = alike ? fork.prompts().subList(0, 1) : fork.prompts();
    List<Tensor> masks = new ArrayList<>();
    for (int length : lengths) {
      long[] places = new long[trunk + time];
      for (int i = 0; i < places.length; i++) {
        places[i] = i >= trunk ? length + i - (long) trunk : i < length ? i : Integer.MAX_VALUE;
      }
      Tensor keys = Tensors.longs(places, places.length);
      Tensor queries = keys.narrow(0, trunk, time);
      Tensor distance = queries.unsqueeze(1).sub(keys.unsqueeze(0)); // [time, trunk + time]
      Tensor seen = Maths.between(distance, 0, window > 0 ? window - 1 : Integer.MAX_VALUE);
      masks.add(Layers.additiveMask(seen, type).unsqueeze(0).unsqueeze(0));
    }
    Tensor all = Maths.concatenate(masks, 0);
    return alike ? all : Maths.repeatRows(all, fork.group());
  }

  @Override
  public Tensor of(Tensor queries, Tensor keys, Tensor values, int window) {
    Tensor own =
        SelfAttention.mixed(trunk(queries), trunk(keys), trunk(values), promptMasks.get(window));
    @Nullable Tensor mask = branchMasks.get(window);
    Tensor behind =
        SelfAttention.mixed(branches(queries), behindTrunk(keys), behindTrunk(values), mask);
    long heads = queries.size(1);
    long width = queries.size(3);
    return Maths.concatenate(
            List.of(own.reshape(-1, heads, width), behind.reshape(-1, heads, width)), 0)
        .index_select(0, back)
        .unsqueeze(0);
  }

  /** [1, heads, tokens, headWidth] → [prompts, heads, trunk, headWidth] */
  private Tensor trunk(Tensor all) {
    return sequences(all, inTrunks, prompts, trunk);
  }

  /** [1, heads, tokens, headWidth] → [branches, heads, time, headWidth] */
  private Tensor branches(Tensor all) {
    return sequences(all, inBranches, branches, time);
  }

  private static Tensor sequences(Tensor all, Tensor places, int count, int length) {
    return all.select(0, 0)
        .index_select(1, places)
        .view(all.size(1), count, length, all.size(3))
        .transpose(0, 1);
  }

  /** Each branch behind its prompt. // → [branches, heads, trunk + time, headWidth] */
  private Tensor behindTrunk(Tensor all) {
    long heads = all.size(1);
    long width = all.size(3);
    long group = branches / prompts;
    Tensor before = trunk(all).unsqueeze(1).expand(prompts, group, heads, trunk, width);
    Tensor own = branches(all).view(prompts, group, heads, time, width);
    return Maths.concatenate(List.of(before, own), 3)
        .view(branches, heads, (long) trunk + time, width);
  }
}
