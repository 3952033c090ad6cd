package dev.mneme.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Families of decoders, told apart by what differs between them. A new family whose blocks have the
 * same parts is one more constant.
 */
public enum Architecture {
  /** Also SmolLM and every other model saved under this name. */
  LLAMA(
      "LlamaForCausalLM", "llama", Bias.AS_CONFIGURED, true, false, Window.NEVER, 0, 0, 2048, 1, 2),
  MISTRAL(
      "MistralForCausalLM",
      "mistral",
      Bias.NONE,
      false,
      false,
      Window.ALL_LAYERS,
      8,
      0,
      131_072,
      1,
      2),
  /** Qwen2 and Qwen2.5. */
  QWEN2(
      "Qwen2ForCausalLM",
      "qwen2",
      Bias.QUERY_KEY_VALUE,
      false,
      false,
      Window.SOME_LAYERS,
      32,
      0,
      32_768,
      null,
      null),
  QWEN3(
      "Qwen3ForCausalLM",
      "qwen3",
      Bias.AS_CONFIGURED,
      false,
      true,
      Window.SOME_LAYERS,
      32,
      128,
      32_768,
      null,
      null);

  /** Which attention projections carry a bias. */
  enum Bias {
    NONE,
    QUERY_KEY_VALUE,
    /** All four or none, by {@code attention_bias}. */
    AS_CONFIGURED
  }

  /** Which layers may see a limited stretch of the text only. */
  enum Window {
    NEVER,
    /** All, by {@code sliding_window}. */
    ALL_LAYERS,
    /** Those named by {@code layer_types}, or from {@code max_window_layers} on. */
    SOME_LAYERS
  }

  private final String className;
  private final String modelType;
  private final Bias bias;
  private final boolean mlpBias;
  private final boolean headNorms;
  private final Window window;
  private final int defaultKeyValueHeads;
  private final int defaultHeadWidth;
  private final int defaultPositions;
  private final @Nullable Integer defaultBos;
  private final @Nullable Integer defaultEos;

  Architecture(
      String className,
      String modelType,
      Bias bias,
      boolean mlpBias,
      boolean headNorms,
      Window window,
      int defaultKeyValueHeads,
      int defaultHeadWidth,
      int defaultPositions,
      @Nullable Integer defaultBos,
      @Nullable Integer defaultEos) {
    this.className = className;
    this.modelType = modelType;
    this.bias = bias;
    this.mlpBias = mlpBias;
    this.headNorms = headNorms;
    this.window = window;
    this.defaultKeyValueHeads = defaultKeyValueHeads;
    this.defaultHeadWidth = defaultHeadWidth;
    this.defaultPositions = defaultPositions;
    this.defaultBos = defaultBos;
    this.defaultEos = defaultEos;
  }

  /** The name in {@code architectures} of config.json, such as {@code LlamaForCausalLM}. */
  public String className() {
    return className;
  }

  /** The {@code model_type} of config.json, such as {@code llama}. */
  public String modelType() {
    return modelType;
  }

  Bias bias() {
    return bias;
  }

  /** Whether {@code mlp_bias} is read. */
  boolean mayHaveMlpBias() {
    return mlpBias;
  }

  /** Whether queries and keys are normalised head by head. */
  boolean headNorms() {
    return headNorms;
  }

  Window window() {
    return window;
  }

  /** What counts where config.json is silent; 0 means as many as heads. */
  int defaultKeyValueHeads() {
    return defaultKeyValueHeads;
  }

  /** What counts where config.json is silent; 0 means width / heads. */
  int defaultHeadWidth() {
    return defaultHeadWidth;
  }

  int defaultPositions() {
    return defaultPositions;
  }

  @Nullable Integer defaultBos() {
    return defaultBos;
  }

  @Nullable Integer defaultEos() {
    return defaultEos;
  }

  static Optional<Architecture> ofClassName(String name) {
    return Arrays.stream(values()).filter(known -> known.className.equals(name)).findFirst();
  }

  static Optional<Architecture> ofModelType(String name) {
    return Arrays.stream(values()).filter(known -> known.modelType.equals(name)).findFirst();
  }

  static List<String> classNames() {
    return Arrays.stream(values()).map(Architecture::className).toList();
  }
}
