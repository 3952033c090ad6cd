package dev.mneme.policy;

import dev.mneme.model.Decoder;
import dev.mneme.model.KeyValueCache;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.SideBySide;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes many completions at once with a cache of keys and values. As soon as one ends, its slot
 * goes to the next one waiting (continuous batching); completions of one prompt share its reading.
 *
 * <p>Every completion has a random sequence of its own, made from the seed and its number or from a
 * seed of its own, and a choice depends on its row of scores alone: what is drawn does not depend
 * on how many slots there are, but for the rounding of the scores.
 *
 * <p>Where several threads may be used, each writes a share of the completions on its own: a step
 * of a small model is too short to be worth dividing. Owns its caches, which are made anew when
 * longer texts come. Used by one thread at a time.
 */
public final class Sampler implements AutoCloseable {

  /** Keeps the random sequences of neighbouring completions apart. */
  private static final long GAP = 0x9E3779B97F4A7C15L;

  private final Decoder decoder;
  private final int slots;
  private final List<KeyValueCache> caches = new ArrayList<>();

  /**
   * @param decoder borrowed; its weights are read anew at every call
   * @param slots completions written at once
   */
  public Sampler(Decoder decoder, int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("a sampler needs a slot");
    }
    this.decoder = decoder;
    this.slots = slots;
  }

  /** {@code group} completions a prompt, prompt-major. */
  public List<Completion> complete(List<int[]> prompts, int group, Sampling sampling, long seed) {
    Work work =
        new Work(
            new Texts(prompts),
            group,
            sampling,
            number -> seed ^ number * GAP,
            (token, completion) -> true);
    int shares = Math.min(Math.min(SideBySide.most(), slots), work.count());
    return shares > 1 ? shared(work, shares) : alone(work);
  }

  /** Hears what is written while it is written, and may end it. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A token was chosen.
     *
     * @param completion its number
     * @return whether that completion goes on, unless it ends by itself
     */
    boolean goesOn(int token, int completion);
  }

  /**
   * One completion a prompt, on this thread, telling each token as it is chosen.
   *
   * @param seeds what the random sequence of each is made from, by its number; equal seeds draw
   *     alike, so those of one evaluation should differ from item to item
   */
  public List<Completion> complete(
      List<int[]> prompts, Sampling sampling, IntToLongFunction seeds, Listener listener) {
    return alone(new Work(new Texts(prompts), 1, sampling, seeds, listener));
  }

  /** What is to be written. */
  private record Work(
      Texts prompts, int group, Sampling sampling, IntToLongFunction seeds, Listener listener) {

    int count() {
      return prompts.tokens().size() * group;
    }

    int longest() {
      return prompts.tokens().stream().mapToInt(prompt -> prompt.length).max().orElse(0)
          + sampling.maxTokens();
    }
  }

  private List<Completion> alone(Work work) {
    KeyValueCache room = rooms(1, work.longest()).getFirst();
    return Gradients.without(() -> new Session(room, work, 0, work.count()).run());
  }

  /** Neighbouring completions, which may have a prompt in common, go to the same thread. */
  private List<Completion> shared(Work work, int shares) {
    List<KeyValueCache> rooms = rooms(shares, work.longest());
    List<SideBySide.Work<List<Completion>>> sessions = new ArrayList<>();
    for (int share = 0; share < shares; share++) {
      KeyValueCache room = rooms.get(share);
      int from = (int) ((long) work.count() * share / shares);
      int to = (int) ((long) work.count() * (share + 1) / shares);
      sessions.add(
          scope -> new SideBySide.Left<>(new Session(room, work, from, to).run(), List.of()));
    }
    return SideBySide.compute(sessions).stream().flatMap(List::stream).toList();
  }

  /** Caches for so many threads, which share the slots. */
  private List<KeyValueCache> rooms(int count, int capacity) {
    if (caches.size() == count && caches.getFirst().capacity() >= capacity) {
      caches.forEach(cache -> cache.refresh());
    } else {
      release();
      for (int i = 0; i < count; i++) {
        caches.add(decoder.cache(Math.ceilDiv(slots, count), capacity));
      }
    }
    return caches;
  }

  private void release() {
    caches.forEach(cache -> cache.close());
    caches.clear();
  }

  @Override
  public void close() {
    release();
  }

  /** One completion being written. */
  private static final class Draft {
    private final int number;
    private final SplittableRandom random;
    private final int[] text;
    private final int start;
    private final List<Float> logProbs = new ArrayList<>();
    private int length;

    Draft(int number, int[] prompt, int room, long seed) {
      this.number = number;
      this.random = new SplittableRandom(new SplittableRandom(seed).nextLong());
      this.text = Arrays.copyOf(prompt, prompt.length + room);
      this.start = prompt.length;
      this.length = prompt.length;
    }

    void add(int token, double logProb) {
      text[length++] = token;
      logProbs.add((float) logProb);
    }

    boolean isFull() {
      return length == text.length;
    }

    Completion finished(boolean ended) {
      return new Completion(Arrays.stream(text, start, length).boxed().toList(), logProbs, ended);
    }
  }

  /** What the model thinks of every next token, row by row. */
  private static final class Scored {
    private final float[] logits;
    private final float[] probabilities;
    private final int width;

    /**
     * @param logits empty where the policy's own distribution is all that is needed
     */
    Scored(float[] logits, float[] probabilities, int width) {
      this.logits = logits;
      this.probabilities = probabilities;
      this.width = width;
    }

    Scored row(int row) {
      int from = row * width;
      return new Scored(
          logits.length == 0 ? logits : Arrays.copyOfRange(logits, from, from + width),
          Arrays.copyOfRange(probabilities, from, from + width),
          width);
    }
  }

  /** One call's work. Active completions are in the slots 0, 1, …, in the order of the list. */
  private final class Session {
    private final KeyValueCache room;
    private final List<int[]> prompts;
    private final int group;
    private final Sampling sampling;
    private final TokenChoice choice;
    private final IntToLongFunction seeds;
    private final Listener listener;
    private final int begin;
    private final Completion[] done;
    private final List<Draft> active = new ArrayList<>();
    private final Map<Integer, Scored> first = new HashMap<>();
    private int next;

    /** For the completions {@code from} (inclusive) to {@code to} (exclusive). */
    Session(KeyValueCache room, Work work, int from, int to) {
      this.room = room;
      this.prompts = work.prompts().tokens();
      this.group = work.group();
      this.sampling = work.sampling();
      this.choice = new TokenChoice(sampling);
      this.seeds = work.seeds();
      this.listener = work.listener();
      this.begin = from;
      this.next = from;
      this.done = new Completion[to - from];
    }

    List<Completion> run() {
      start();
      while (!active.isEmpty()) {
        advance();
        start();
      }
      return List.of(done);
    }

    /** Starts waiting completions until all slots are taken or none waits. */
    private void start() {
      while (next < begin + done.length && active.size() < room.slots()) {
        int begun = active.size();
        int count = Math.min(room.slots() - begun, begin + done.length - next);
        try (Scope scope = Scope.open()) {
          read(count);
        }
        for (int number = next; number < next + count; number++) {
          long seed = seeds.applyAsLong(number);
          active.add(new Draft(number, prompts.get(number / group), sampling.maxTokens(), seed));
        }
        next += count;
        for (int slot = begun + count - 1; slot >= begun; slot--) {
          int prompt = active.get(slot).number / group;
          extend(slot, Objects.requireNonNull(first.get(prompt)), 0);
        }
        first.keySet().removeIf(prompt -> (prompt + 1) * group <= next);
      }
    }

    /** Puts the prompts of the next completions into the slots behind the active ones. */
    private void read(int count) {
      Map<Integer, Integer> sources = new HashMap<>();
      for (int slot = 0; slot < active.size(); slot++) {
        sources.put(active.get(slot).number / group, slot);
      }
      List<Integer> unread = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int prompt = (next + i) / group;
        if (!sources.containsKey(prompt)) {
          sources.put(prompt, active.size() + i);
          unread.add(prompt);
        }
      }
      prefill(unread, sources);
      for (int i = 0; i < count; i++) {
        int prompt = (next + i) / group;
        int source = Objects.requireNonNull(sources.get(prompt));
        int slot = active.size() + i;
        if (slot != source) {
          room.copyStart(source, prompts.get(prompt).length, slot);
        }
      }
    }

    /** One pass over prompts that no slot holds. */
    private void prefill(List<Integer> unread, Map<Integer, Integer> slots) {
      if (unread.isEmpty()) {
        return;
      }
      int time = unread.stream().mapToInt(prompt -> prompts.get(prompt).length).max().orElseThrow();
      long[] ids = new long[unread.size() * time];
      long[] lengths = new long[unread.size()];
      for (int i = 0; i < lengths.length; i++) {
        int[] prompt = prompts.get(unread.get(i));
        lengths[i] = prompt.length;
        for (int t = 0; t < prompt.length; t++) {
          ids[i * time + t] = prompt[t];
        }
      }
      int[] places =
          unread.stream().mapToInt(prompt -> Objects.requireNonNull(slots.get(prompt))).toArray();
      Scored scored =
          scored(decoder.prefill(Tensors.longs(ids, lengths.length, time), lengths, room, places));
      for (int i = 0; i < lengths.length; i++) {
        first.put(unread.get(i), scored.row(i));
      }
    }

    /** One more token for every active completion. */
    private void advance() {
      try (Scope scope = Scope.open()) {
        long[] last = active.stream().mapToLong(draft -> draft.text[draft.length - 1]).toArray();
        Scored scored = scored(decoder.step(Tensors.longs(last, last.length), room));
        // From the last slot down, so that a text moved into a gap has had its token already.
        for (int slot = last.length - 1; slot >= 0; slot--) {
          extend(slot, scored, slot);
        }
      }
    }

    private Scored scored(Tensor logits) {
      // As numbers of the model's own type, probabilities near 1 would all be 1.
      float[] probabilities = Tensors.toFloats(Tensors.wide(logits).softmax(-1));
      float[] raw = sampling.isPlain() ? new float[0] : Tensors.toFloats(logits);
      return new Scored(raw, probabilities, (int) logits.size(1)); // [slots, vocabulary]
    }

    private void extend(int slot, Scored scored, int row) {
      Draft draft = active.get(slot);
      int from = row * scored.width;
      double uniform = draft.random.nextDouble();
      int token =
          sampling.isPlain()
              ? TokenChoice.invert(scored.probabilities, from, scored.width, uniform)
              : choice.choose(
                  Arrays.copyOfRange(scored.logits, from, from + scored.width),
                  draft.text,
                  draft.length,
                  uniform);
      draft.add(token, Math.log(scored.probabilities[from + token]));
      boolean goesOn = listener.goesOn(token, draft.number);
      boolean ended = sampling.ends().contains(token);
      if (ended || draft.isFull() || !goesOn) {
        done[draft.number - begin] = draft.finished(ended);
        release(slot);
      }
    }

    /** Gives a free slot the last one's text, so that the active ones stay in front. */
    private void release(int slot) {
      int last = active.size() - 1;
      if (slot < last) {
        room.copy(last, slot);
        active.set(slot, active.get(last));
      }
      active.remove(last);
      room.clear(last);
    }
  }
}
