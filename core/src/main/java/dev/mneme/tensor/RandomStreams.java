package dev.mneme.tensor;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * All randomness of a run: named streams ({@code data}, {@code sample}, {@code init}, …) derived
 * from one seed, so that one more draw in one place changes nothing in another. Owned by the run;
 * saved in every checkpoint.
 */
public final class RandomStreams implements AutoCloseable {

  private final long seed;
  private final Map<String, RandomStream> streams = new TreeMap<>();

  public RandomStreams(long seed) {
    this.seed = seed;
  }

  /** The stream of that name, made on first use; always the same object afterwards. */
  public RandomStream get(String name) {
    return streams.computeIfAbsent(name, key -> new RandomStream(derive(seed, key)));
  }

  /**
   * A fresh stream for one numbered occasion, such as the shuffle of an epoch. It depends on the
   * seed, the name and the number only, so it needs no saving. The caller closes it.
   */
  public RandomStream at(String name, long number) {
    return new RandomStream(derive(seed, name + "#" + number));
  }

  /** The states of all streams used so far, by name. */
  public Map<String, Tensor> states() {
    Map<String, Tensor> states = new LinkedHashMap<>();
    streams.forEach((name, stream) -> states.put(name, stream.state()));
    return states;
  }

  /** Puts every stream back to a saved state. */
  public void restore(Map<String, Tensor> states) {
    states.forEach((name, state) -> get(name).restore(state));
  }

  @Override
  public void close() {
    streams.values().forEach(RandomStream::close);
    streams.clear();
  }

  /**
   * A seed for what has a name: 64-bit FNV-1a over the name, mixed with the seed by the finaliser
   * of SplitMix64 (Steele et al. 2014).
   */
  public static long derive(long seed, String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    long z = hash + 0x9e3779b97f4a7c15L * (seed + 1);
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (z ^ (z >>> 31)) & Long.MAX_VALUE;
  }
}
