package dev.mneme.model;

import dev.mneme.model.Architecture.Bias;
import dev.mneme.model.Architecture.Window;
import dev.mneme.model.DecoderShape.Biases;
import dev.mneme.tensor.ElementType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * config.json to {@link DecoderShape} and back. Keys that are missing count as transformers counts
 * them; sizes that decide the shape of weights must be there.
 */
final class DecoderConfig {

  private static final int MOST_TOKENS = 1 << 24;
  private static final int WIDEST = 1 << 17;
  private static final int MOST_LAYERS = 1024;
  private static final int MOST_HEADS = 4096;
  private static final int LONGEST = 1 << 28;
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_WINDOW_LAYERS = 28;
  private static final String SLIDING = "sliding_attention";
  private static final String FULL = "full_attention";

  private static final Map<String, ElementType> TYPES =
      Map.of(
          "float32", ElementType.F32,
          "float64", ElementType.F64,
          "float16", ElementType.F16,
          "bfloat16", ElementType.BF16);

  private static final JsonMapper WRITER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DecoderConfig() {}

  static DecoderShape parse(ConfigObject config) {
    Architecture architecture = architecture(config);
    refuseWhatIsNotComputed(config);
    int width = config.count("hidden_size", 1, WIDEST);
    int layers = config.count("num_hidden_layers", 1, MOST_LAYERS);
    int heads = config.count("num_attention_heads", 1, MOST_HEADS);
    int maxPositions =
        config.count("max_position_embeddings", 1, LONGEST, architecture.defaultPositions());
    int headWidth = headWidth(config, architecture, width, heads);
    RopeScaling scaling = RopeConfig.scaling(config, maxPositions);
    if (scaling instanceof RopeScaling.Dynamic && headWidth == 2) {
      throw config.refused("dynamic rope needs heads wider than 2.");
    }
    boolean attentionBias =
        architecture.bias() == Bias.AS_CONFIGURED && config.flag("attention_bias", false);
    return new DecoderShape(
        architecture,
        config.count("vocab_size", 1, MOST_TOKENS),
        width,
        layers,
        heads,
        keyValueHeads(config, architecture, heads),
        headWidth,
        config.count("intermediate_size", 1, WIDEST * 8),
        config.number("rms_norm_eps", 0, 1, 1e-6),
        RopeConfig.base(config),
        scaling,
        config.flag("tie_word_embeddings", false),
        new Biases(
            attentionBias || architecture.bias() == Bias.QUERY_KEY_VALUE,
            attentionBias,
            architecture.mayHaveMlpBias() && config.flag("mlp_bias", false)),
        architecture.headNorms(),
        windows(config, architecture, layers),
        maxPositions,
        first(tokens(config, "bos_token_id", architecture.defaultBos())),
        tokens(config, "eos_token_id", architecture.defaultEos()),
        first(config.tokens("pad_token_id")),
        declared(config),
        config.number("initializer_range", 0, 1, 0.02));
  }

  private static Architecture architecture(ConfigObject config) {
    List<String> named = config.texts("architectures");
    String type = config.text("model_type");
    Optional<Architecture> found =
        named.isEmpty()
            ? Optional.ofNullable(type).flatMap(Architecture::ofModelType)
            : Architecture.ofClassName(named.getFirst());
    return found.orElseThrow(() -> {
      String what = !named.isEmpty() ? named.getFirst() : type == null ? "(none named)" : type;
      return config.refused(
          "the architecture %s is not supported; supported are %s."
              .formatted(
                  ConfigObject.shortened(what), String.join(", ", Architecture.classNames())));
    });
  }

  private static void refuseWhatIsNotComputed(ConfigObject config) {
    String activation = config.text("hidden_act");
    if (activation != null && !activation.equals("silu")) {
      throw config.refused("hidden_act", "silu, the only activation supported");
    }
    if (config.has("quantization_config")) {
      throw config.refused(
          "the weights are quantised (quantization_config), which is not supported; use the"
              + " model's float32, bfloat16 or float16 version.");
    }
    for (String key : List.of("num_local_experts", "num_experts")) {
      if (config.has(key)) {
        throw config.refused("mixtures of experts (" + key + ") are not supported.");
      }
    }
  }

  private static int headWidth(
      ConfigObject config, Architecture architecture, int width, int heads) {
    int otherwise =
        architecture.defaultHeadWidth() > 0 ? architecture.defaultHeadWidth() : width / heads;
    if (!config.has("head_dim") && architecture.defaultHeadWidth() == 0 && width % heads != 0) {
      throw config.refused("hidden_size", "a multiple of num_attention_heads (" + heads + ")");
    }
    int headWidth = config.count("head_dim", 2, WIDEST, otherwise);
    if (headWidth % 2 != 0 || headWidth == 0) {
      throw config.refused(
          "heads are %d numbers wide, but rotary positions need an even width."
              .formatted(headWidth));
    }
    return headWidth;
  }

  private static int keyValueHeads(ConfigObject config, Architecture architecture, int heads) {
    boolean silent =
        !config.names("num_key_value_heads") && architecture.defaultKeyValueHeads() > 0;
    int otherwise = silent ? architecture.defaultKeyValueHeads() : heads;
    int keyValueHeads = config.count("num_key_value_heads", 1, MOST_HEADS, otherwise);
    if (heads % keyValueHeads != 0) {
      throw config.refused(
          "num_attention_heads (%d) must be a multiple of num_key_value_heads (%d)."
              .formatted(heads, keyValueHeads));
    }
    return keyValueHeads;
  }

  private static List<Integer> windows(ConfigObject config, Architecture architecture, int layers) {
    boolean silent = !config.names("sliding_window");
    int window = config.count("sliding_window", 1, LONGEST, silent ? DEFAULT_WINDOW : 0);
    return switch (architecture.window()) {
      case NEVER -> Collections.nCopies(layers, 0);
      case ALL_LAYERS -> Collections.nCopies(layers, window);
      case SOME_LAYERS ->
          slidingLayers(config, layers, config.flag("use_sliding_window", false) ? window : 0)
              .stream()
              .map(slides -> slides ? window : 0)
              .toList();
    };
  }

  private static List<Boolean> slidingLayers(ConfigObject config, int layers, int window) {
    List<String> types = config.texts("layer_types");
    if (types.isEmpty()) {
      int first =
          config.count("max_window_layers", 0, MOST_LAYERS * MOST_LAYERS, DEFAULT_WINDOW_LAYERS);
      List<Boolean> slides = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        slides.add(window > 0 && layer >= first);
      }
      return slides;
    }
    if (types.size() != layers || !List.of(SLIDING, FULL).containsAll(types)) {
      throw config.refused("layer_types", "%d times %s or %s".formatted(layers, FULL, SLIDING));
    }
    if (window == 0 && types.contains(SLIDING)) {
      throw config.refused(
          "layer_types has " + SLIDING + ", but use_sliding_window or sliding_window is missing.");
    }
    return types.stream().map(SLIDING::equals).toList();
  }

  private static List<Integer> tokens(
      ConfigObject config, String key, @Nullable Integer otherwise) {
    return config.names(key) || otherwise == null ? config.tokens(key) : List.of(otherwise);
  }

  private static @Nullable Integer first(List<Integer> tokens) {
    return tokens.isEmpty() ? null : tokens.getFirst();
  }

  private static ElementType declared(ConfigObject config) {
    String key = config.has("dtype") ? "dtype" : "torch_dtype";
    String name = config.text(key);
    if (name == null) {
      return ElementType.F32;
    }
    ElementType type = TYPES.get(name);
    if (type == null) {
      throw config.refused(key, "float32, bfloat16, float16 or float64");
    }
    return type;
  }

  static String write(DecoderShape shape) {
    Architecture architecture = shape.architecture();
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of(architecture.className()));
    config.put("model_type", architecture.modelType());
    config.put("vocab_size", shape.vocabulary());
    config.put("hidden_size", shape.width());
    config.put("num_hidden_layers", shape.layers());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.keyValueHeads());
    config.put("head_dim", shape.headWidth());
    config.put("intermediate_size", shape.mlpWidth());
    config.put("hidden_act", "silu");
    config.put("rms_norm_eps", shape.normEpsilon());
    RopeConfig.write(shape, config);
    config.put("tie_word_embeddings", shape.tied());
    if (architecture.bias() == Bias.AS_CONFIGURED) {
      config.put("attention_bias", shape.biases().queryKeyValue());
    }
    if (architecture.mayHaveMlpBias()) {
      config.put("mlp_bias", shape.biases().mlp());
    }
    writeWindows(shape, config);
    config.put("max_position_embeddings", shape.maxPositions());
    config.put("bos_token_id", shape.bos());
    config.put(
        "eos_token_id",
        switch (shape.eos().size()) {
          case 0 -> null;
          case 1 -> shape.eos().getFirst();
          default -> shape.eos();
        });
    config.put("pad_token_id", shape.padding());
    String type = typeName(shape.declared());
    config.put("dtype", type);
    config.put("torch_dtype", type);
    config.put("initializer_range", shape.initialDeviation());
    return WRITER.writeValueAsString(config) + "\n";
  }

  private static void writeWindows(DecoderShape shape, Map<String, @Nullable Object> config) {
    int window = Collections.max(shape.windows());
    Integer written = window == 0 ? null : window;
    if (shape.architecture().window() == Window.ALL_LAYERS) {
      config.put("sliding_window", written);
    }
    if (shape.architecture().window() == Window.SOME_LAYERS) {
      config.put("use_sliding_window", window > 0);
      config.put("sliding_window", written);
      config.put(
          "layer_types", shape.windows().stream().map(some -> some > 0 ? SLIDING : FULL).toList());
    }
  }

  private static String typeName(ElementType type) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no config.json declares " + type.name().toLowerCase(Locale.ROOT)));
  }
}
