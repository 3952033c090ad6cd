package dev.mneme.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rotary positions of a config.json: {@code rope_theta} beside {@code rope_scaling}, or both
 * inside {@code rope_parameters}.
 */
final class RopeConfig {

  private static final double DEFAULT_BASE = 10_000;
  private static final double LARGEST = 1e12;
  private static final int LONGEST = 1 << 28;

  private RopeConfig() {}

  static double base(ConfigObject config) {
    ConfigObject rope = parameters(config);
    ConfigObject holder = rope != null && rope.has("rope_theta") ? rope : config;
    return holder.number("rope_theta", 1, LARGEST, DEFAULT_BASE);
  }

  static RopeScaling scaling(ConfigObject config, int maxPositions) {
    ConfigObject rope = parameters(config);
    if (config.number("partial_rotary_factor", 0, 1, 1) != 1
        || (rope != null && rope.number("partial_rotary_factor", 0, 1, 1) != 1)) {
      throw config.refused("rotary positions on a part of each head are not supported.");
    }
    if (rope == null) {
      return new RopeScaling.None();
    }
    if (rope.anyObject()) {
      throw config.refused("rotary positions that differ between layers are not supported.");
    }
    String type = rope.has("rope_type") ? rope.text("rope_type") : rope.text("type");
    return switch (type == null ? "default" : type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(factor(rope));
      case "dynamic" -> new RopeScaling.Dynamic(factor(rope));
      case "llama3" ->
          new RopeScaling.Llama3(
              factor(rope),
              rope.number("low_freq_factor", 1e-6, LARGEST),
              rope.number("high_freq_factor", 1e-6, LARGEST),
              originalPositions(config, rope, maxPositions));
      case "yarn" ->
          new RopeScaling.Yarn(
              factor(rope),
              originalPositions(config, rope, maxPositions),
              rope.has("attention_factor") ? rope.number("attention_factor", 0, 1e3) : null,
              orDefault(rope.number("beta_fast", 0, LARGEST, 0), 32),
              orDefault(rope.number("beta_slow", 0, LARGEST, 0), 1),
              rope.number("mscale", 0, 1e3, 0),
              rope.number("mscale_all_dim", 0, 1e3, 0),
              rope.flag("truncate", true));
      default ->
          throw rope.refused(
              rope.has("rope_type") ? "rope_type" : "type",
              "default, linear, dynamic, llama3 or yarn");
    };
  }

  /** Both layouts at once: readers of either find theirs. */
  static void write(DecoderShape shape, Map<String, @Nullable Object> config) {
    Map<String, Object> scaling = new LinkedHashMap<>();
    switch (shape.ropeScaling()) {
      case RopeScaling.None none -> scaling.put("rope_type", "default");
      case RopeScaling.Linear linear -> {
        scaling.put("rope_type", "linear");
        scaling.put("factor", linear.factor());
      }
      case RopeScaling.Dynamic dynamic -> {
        scaling.put("rope_type", "dynamic");
        scaling.put("factor", dynamic.factor());
      }
      case RopeScaling.Llama3 llama3 -> {
        scaling.put("rope_type", "llama3");
        scaling.put("factor", llama3.factor());
        scaling.put("low_freq_factor", llama3.lowFrequencyFactor());
        scaling.put("high_freq_factor", llama3.highFrequencyFactor());
        scaling.put("original_max_position_embeddings", llama3.originalPositions());
      }
      case RopeScaling.Yarn yarn -> writeYarn(yarn, scaling);
    }
    config.put("rope_theta", shape.ropeBase());
    config.put(
        "rope_scaling",
        shape.ropeScaling() instanceof RopeScaling.None ? null : new LinkedHashMap<>(scaling));
    scaling.put("rope_theta", shape.ropeBase());
    config.put("rope_parameters", scaling);
  }

  private static void writeYarn(RopeScaling.Yarn yarn, Map<String, Object> scaling) {
    scaling.put("rope_type", "yarn");
    scaling.put("factor", yarn.factor());
    scaling.put("original_max_position_embeddings", yarn.originalPositions());
    if (yarn.attentionFactor() != null) {
      scaling.put("attention_factor", yarn.attentionFactor());
    }
    scaling.put("beta_fast", yarn.betaFast());
    scaling.put("beta_slow", yarn.betaSlow());
    if (yarn.mscale() > 0) {
      scaling.put("mscale", yarn.mscale());
    }
    if (yarn.mscaleAllDimensions() > 0) {
      scaling.put("mscale_all_dim", yarn.mscaleAllDimensions());
    }
    scaling.put("truncate", yarn.truncate());
  }

  private static @Nullable ConfigObject parameters(ConfigObject config) {
    ConfigObject old = config.object("rope_scaling");
    return old != null ? old : config.object("rope_parameters");
  }

  private static double factor(ConfigObject rope) {
    return rope.number("factor", 1e-3, 1e6);
  }

  private static int originalPositions(ConfigObject config, ConfigObject rope, int maxPositions) {
    String key = "original_max_position_embeddings";
    return config.has(key)
        ? config.count(key, 1, LONGEST)
        : rope.count(key, 1, LONGEST, maxPositions);
  }

  private static double orDefault(double value, double otherwise) {
    return value == 0 ? otherwise : value;
  }
}
