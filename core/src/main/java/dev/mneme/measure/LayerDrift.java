package dev.mneme.measure;

import dev.mneme.model.Decoder;
import dev.mneme.model.Taps;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * How the activations behind one layer differ between a base and a tuned model, token by token of
 * the same texts.
 *
 * <pre>  relative = mean over tokens of ‖h' − h‖ / ‖h‖ </pre>
 *
 * CKA and CKNNA compare how the tokens lie to each other, whatever the axes. Tokens of one text are
 * not independent, so these are descriptions of the texts given and have no intervals; with fewer
 * tokens than units CKA reads high.
 *
 * @param layer {@code embeddings}, {@code layers.3}, or {@code output} behind the last norm
 * @param relative as above
 * @param linearCka {@link RepresentationSimilarity#linearCka}
 * @param cknna {@link RepresentationSimilarity#cknna} with 10 neighbours
 */
public record LayerDrift(String layer, double relative, double linearCka, double cknna) {

  private static final String RESIDUAL = ".residual";

  /**
   * Every layer's, from below.
   *
   * @param texts in tokens, none empty
   * @param most tokens looked at, spread evenly over all
   */
  public static List<LayerDrift> between(Decoder base, Decoder tuned, List<int[]> texts, int most) {
    int tokens = texts.stream().mapToInt(text -> text.length).sum();
    int step = Math.max(1, Math.ceilDiv(tokens, most));
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> before = activations(base, texts, step);
      Map<String, Tensor> after = activations(tuned, texts, step);
      List<LayerDrift> layers = new ArrayList<>();
      before.forEach(
          (layer, own) -> layers.add(drift(layer, own, Objects.requireNonNull(after.get(layer)))));
      return List.copyOf(layers);
    }
  }

  private static LayerDrift drift(String layer, Tensor before, Tensor after) {
    try (Scope scope = Scope.open()) {
      Tensor base = Tensors.to(before, ElementType.F64); // [n, d]
      Tensor tuned = Tensors.to(after, ElementType.F64);
      Tensor apart = tuned.sub(base).square().sum(-1).sqrt(); // [n]
      Tensor length = base.square().sum(-1).sqrt();
      ActivationChange change = ActivationChange.between(base, tuned);
      return new LayerDrift(
          layer,
          Arrays.stream(Tensors.toDoubles(apart.div(length))).average().orElse(Double.NaN),
          change.linearCka(),
          change.cknna());
    }
  }

  /** Every so many tokens' states, [n, width] a layer. */
  private static Map<String, Tensor> activations(Decoder decoder, List<int[]> texts, int step) {
    Map<String, Rows> found = new LinkedHashMap<>();
    int seen = 0;
    for (int[] text : texts) {
      long[] chosen = LongStream.range(0, text.length).filter(every(step, seen)).toArray();
      seen += text.length;
      if (chosen.length > 0) {
        try (Scope scope = Scope.open()) {
          Tensor places = Tensors.longs(chosen, chosen.length);
          Taps taps =
              (site, activation) -> {
                String layer = layer(site);
                if (!layer.isEmpty()) {
                  found
                      .computeIfAbsent(layer, unknown -> new Rows())
                      .add(activation.select(0, 0).index_select(0, places));
                }
                return activation;
              };
          long[] ids = Arrays.stream(text).asLongStream().toArray();
          Gradients.without(() -> {
            decoder.hidden(TokenBatch.of(Tensors.longs(ids, 1, ids.length)), taps);
          });
        }
      }
    }
    Map<String, Tensor> joined = new LinkedHashMap<>();
    found.forEach((layer, rows) -> joined.put(layer, rows.joined()));
    return joined;
  }

  private static LongPredicate every(int step, int before) {
    return place -> (before + place) % step == 0;
  }

  /** States of one layer, text after text. */
  private static final class Rows {
    private final List<float[]> parts = new ArrayList<>();
    private long width;

    /** Of shape [n, width]. */
    void add(Tensor states) {
      width = states.size(1);
      parts.add(Tensors.toFloats(states));
    }

    Tensor joined() {
      int numbers = parts.stream().mapToInt(part -> part.length).sum();
      float[] all = new float[numbers];
      int at = 0;
      for (float[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return Tensors.floats(all, numbers / width, width);
    }
  }

  private static String layer(String site) {
    return switch (site) {
      case "embeddings" -> site;
      case "hidden" -> "output";
      default ->
          site.endsWith(RESIDUAL) ? site.substring(0, site.length() - RESIDUAL.length()) : "";
    };
  }
}
