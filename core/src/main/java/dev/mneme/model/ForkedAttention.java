package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Several sequences go on from one prompt, which is computed once: a prompt's tokens see those
 * before them, a branch's also their prompt, no branch another. What branches say of a prompt flows
 * back into it as a sum.
 */
final class ForkedAttention implements SelfAttention {

  private final TokenBatch.Fork fork;
  private final Map<Integer, Tensor> promptMasks = new HashMap<>(); // [1, 1, trunk, trunk]
  private final Map<Integer, Tensor> branchMasks =
      new HashMap<>(); // [branches or 1, 1, time, trunk + time]

  ForkedAttention(TokenBatch.Fork fork, ElementType type, List<Integer> windows) {
    this.fork = fork;
    for (int window : windows) {
      if (window > 0 && window < fork.trunk()) {
        promptMasks.computeIfAbsent(window, limit -> promptMask(limit, type));
      }
      branchMasks.computeIfAbsent(window, limit -> branchMask(limit, type));
    }
  }

  private Tensor promptMask(int window, ElementType type) {
    Tensor places = Layers.wholeRange(fork.trunk());
    Tensor distance = places.unsqueeze(1).sub(places.unsqueeze(0)); // [trunk, trunk]
    return Layers.additiveMask(Maths.between(distance, 0, window - 1), type)
        .unsqueeze(0)
        .unsqueeze(0);
  }

  /** By positions; what fills a prompt up stands behind everything, where nobody sees it. */
  private Tensor branchMask(int window, ElementType type) {
    boolean alike = fork.lengths().stream().distinct().count() == 1;
    List<Long> lengths = alike ? fork.lengths().subList(0, 1) : fork.lengths();
    List<Tensor> masks = new ArrayList<>();
    for (long length : lengths) {
      long[] places = new long[fork.trunk() + fork.time()];
      for (int i = 0; i < places.length; i++) {
        places[i] =
            i >= fork.trunk() ? length + i - fork.trunk() : i < length ? i : Integer.MAX_VALUE;
      }
      Tensor keys = Tensors.longs(places, places.length);
      Tensor queries = keys.narrow(0, fork.trunk(), fork.time());
      Tensor distance = queries.unsqueeze(1).sub(keys.unsqueeze(0)); // [time, trunk + time]
      Tensor seen = Maths.between(distance, 0, window > 0 ? window - 1 : Integer.MAX_VALUE);
      masks.add(Layers.additiveMask(seen, type).unsqueeze(0).unsqueeze(0));
    }
    Tensor all = Maths.concatenate(masks, 0);
    return alike ? all : Maths.repeatRows(all, fork.group());
  }

  @Override
  public Tensor of(Tensor queries, Tensor keys, Tensor values, int window) {
    Tensor trunk =
        SelfAttention.mixed(trunk(queries), trunk(keys), trunk(values), promptMasks.get(window));
    @Nullable Tensor mask = branchMasks.get(window);
    Tensor branches =
        SelfAttention.mixed(branches(queries), behindTrunk(keys), behindTrunk(values), mask);
    long heads = queries.size(1);
    long width = queries.size(3);
    return Maths.concatenate(
            List.of(trunk.reshape(-1, heads, width), branches.reshape(-1, heads, width)), 0)
        .unsqueeze(0);
  }

  /** [1, heads, tokens, headWidth] → [prompts, heads, trunk, headWidth] */
  private Tensor trunk(Tensor all) {
    return all.select(0, 0)
        .narrow(1, 0, (long) fork.prompts() * fork.trunk())
        .view(all.size(1), fork.prompts(), fork.trunk(), all.size(3))
        .transpose(0, 1);
  }

  /** [1, heads, tokens, headWidth] → [branches, heads, time, headWidth] */
  private Tensor branches(Tensor all) {
    return all.select(0, 0)
        .narrow(1, (long) fork.prompts() * fork.trunk(), (long) fork.branches() * fork.time())
        .view(all.size(1), fork.branches(), fork.time(), all.size(3))
        .transpose(0, 1);
  }

  /** Each branch behind its prompt. // → [branches, heads, trunk + time, headWidth] */
  private Tensor behindTrunk(Tensor all) {
    long heads = all.size(1);
    long width = all.size(3);
    long prompts = fork.prompts();
    long group = fork.group();
    Tensor before = trunk(all).unsqueeze(1).expand(prompts, group, heads, fork.trunk(), width);
    Tensor own = branches(all).view(prompts, group, heads, fork.time(), width);
    return Maths.concatenate(List.of(before, own), 3)
        .view(prompts * group, heads, (long) fork.trunk() + fork.time(), width);
  }
}
