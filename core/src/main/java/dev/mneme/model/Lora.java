package dev.mneme.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Low-rank adaptation: which linear layers learn a product of two thin matrices beside their frozen
 * weight, and how that product counts.
 *
 * <pre>  y = x·Wᵀ + s · (x·Aᵀ)·Bᵀ     s = α / r, or α / √r if rank-stabilised </pre>
 *
 * A is [r, in], B is [out, r].
 *
 * <p>Source: Hu et al., arXiv 2106.09685, section 4.1; rank-stabilised: Kalajdzievski, arXiv
 * 2312.03732.
 *
 * @param rank r of the layers for which {@code ranks} has no other
 * @param alpha α of the layers for which {@code alphas} has no other
 * @param ranks by pattern of layer names; the first that fits counts
 * @param alphas by pattern of layer names; the first that fits counts
 */
public record Lora(
    int rank,
    double alpha,
    boolean rankStabilised,
    LoraTargets targets,
    Map<String, Integer> ranks,
    Map<String, Double> alphas) {

  static final int MOST_RANK = 1 << 16;

  public Lora {
    ranks = Collections.unmodifiableMap(new LinkedHashMap<>(ranks));
    alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
    requireRank(rank);
    ranks.values().forEach(Lora::requireRank);
    requireAlpha(alpha);
    alphas.values().forEach(Lora::requireAlpha);
  }

  /** One rank and α for all layers of those names, such as {@code q_proj}. */
  public static Lora of(int rank, double alpha, List<String> targets) {
    return new Lora(rank, alpha, false, new LoraTargets.Named(targets), Map.of(), Map.of());
  }

  /** The same, with the scale α / √r. */
  public Lora rankStabilisedToo() {
    return new Lora(rank, alpha, true, targets, ranks, alphas);
  }

  /** The layers of a decoder that are adapted, in its order. */
  public List<String> modules(DecoderShape shape) {
    return targets.among(linearModules(shape));
  }

  /** The names and shapes of all A and B, in order, such as {@code ….q_proj.lora_A.weight}. */
  public Map<String, List<Long>> weights(DecoderShape shape) {
    Map<String, List<Long>> weights = new LinkedHashMap<>();
    Map<String, List<Long>> base = shape.weights();
    for (Layer layer : layers(shape)) {
      List<Long> outIn = Objects.requireNonNull(base.get(layer.module() + ".weight"));
      weights.put(a(layer.module()), List.of((long) layer.rank(), outIn.get(1)));
      weights.put(b(layer.module()), List.of(outIn.get(0), (long) layer.rank()));
    }
    return weights;
  }

  /** A layer that is adapted. */
  record Layer(String module, int rank, double scale) {}

  /** The adapted layers in order. */
  List<Layer> layers(DecoderShape shape) {
    Map<ModulePattern, Integer> rankOf = compiled(ranks);
    Map<ModulePattern, Double> alphaOf = compiled(alphas);
    return modules(shape).stream()
        .map(module -> {
          int r = firstFitting(rankOf, module, rank);
          double over = rankStabilised ? Math.sqrt(r) : r;
          return new Layer(module, r, firstFitting(alphaOf, module, alpha) / over);
        })
        .toList();
  }

  private static <T> Map<ModulePattern, T> compiled(Map<String, T> patterns) {
    Map<ModulePattern, T> compiled = new LinkedHashMap<>();
    patterns.forEach((pattern, value) -> compiled.put(ModulePattern.ending(pattern), value));
    return compiled;
  }

  private static <T> T firstFitting(Map<ModulePattern, T> patterns, String module, T otherwise) {
    for (Map.Entry<ModulePattern, T> entry : patterns.entrySet()) {
      if (entry.getKey().matches(module)) {
        return entry.getValue();
      }
    }
    return otherwise;
  }

  static String a(String module) {
    return module + ".lora_A.weight";
  }

  static String b(String module) {
    return module + ".lora_B.weight";
  }

  private static List<String> linearModules(DecoderShape shape) {
    return IntStream.range(0, shape.layers())
        .boxed()
        .flatMap(layer ->
            DecoderShape.linearModules().stream()
                .map(module -> "model.layers.%d.%s".formatted(layer, module)))
        .toList();
  }

  private static void requireRank(int rank) {
    if (rank < 1 || rank > MOST_RANK) {
      throw new IllegalArgumentException(
          "the rank must be from 1 to %,d, was %,d".formatted(MOST_RANK, rank));
    }
  }

  private static void requireAlpha(double alpha) {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha must be finite, was " + alpha);
    }
  }
}
