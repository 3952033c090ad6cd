package dev.mneme.model;

import dev.mneme.data.InputException;
import dev.mneme.tensor.ElementType;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a decoder but its weights, as config.json of a Hugging Face model folder says
 * it.
 *
 * @param vocabulary how many tokens there are
 * @param width of the residual stream
 * @param heads of queries; a multiple of {@code keyValueHeads}
 * @param headWidth even, because rotary positions turn pairs of numbers
 * @param normEpsilon added to the mean square under the root of each norm
 * @param ropeBase base of the rotary wavelengths
 * @param tied whether the embeddings are also the last layer
 * @param headNorms whether queries and keys are normalised head by head
 * @param windows for each layer how many tokens a token sees, itself included; 0 is all before it
 * @param maxPositions longest text of pretraining; longer ones are not refused
 * @param bos what texts begin with, if anything
 * @param eos what may end a text
 * @param padding what the model's authors fill rows with, if anything
 * @param declared element type of the weights according to config.json
 * @param initialDeviation of new weights
 */
public record DecoderShape(
    Architecture architecture,
    int vocabulary,
    int width,
    int layers,
    int heads,
    int keyValueHeads,
    int headWidth,
    int mlpWidth,
    double normEpsilon,
    double ropeBase,
    RopeScaling ropeScaling,
    boolean tied,
    Biases biases,
    boolean headNorms,
    List<Integer> windows,
    int maxPositions,
    @Nullable Integer bos,
    List<Integer> eos,
    @Nullable Integer padding,
    ElementType declared,
    double initialDeviation) {

  private static final int LARGEST_FILE = 1 << 20;

  /** Which linear layers add a bias. */
  public record Biases(boolean queryKeyValue, boolean output, boolean mlp) {

    static final Biases NONE = new Biases(false, false, false);
  }

  public DecoderShape {
    windows = List.copyOf(windows);
    eos = List.copyOf(eos);
    require(heads % keyValueHeads == 0, "heads must be a multiple of keyValueHeads");
    require(headWidth % 2 == 0, "headWidth must be even");
    require(windows.size() == layers, "windows must name one number a layer");
    require(
        !(ropeScaling instanceof RopeScaling.Dynamic) || headWidth > 2,
        "dynamic rope needs a headWidth above 2");
  }

  /** A new Llama: tied embeddings, no biases, plain rotary positions, float32. */
  public static DecoderShape llama(
      int vocabulary,
      int width,
      int layers,
      int heads,
      int keyValueHeads,
      int mlpWidth,
      int maxPositions) {
    return new DecoderShape(
        Architecture.LLAMA,
        vocabulary,
        width,
        layers,
        heads,
        keyValueHeads,
        width / heads,
        mlpWidth,
        1e-5,
        10_000,
        new RopeScaling.None(),
        true,
        Biases.NONE,
        false,
        Collections.nCopies(layers, 0),
        maxPositions,
        null,
        List.of(),
        null,
        ElementType.F32,
        0.02);
  }

  /**
   * A new Qwen2: tied embeddings, biases of queries, keys and values, plain rotary positions,
   * float32.
   *
   * @param eos what may end a text, the end of a turn first
   */
  public static DecoderShape qwen2(
      int vocabulary,
      int width,
      int layers,
      int heads,
      int keyValueHeads,
      int mlpWidth,
      int maxPositions,
      List<Integer> eos) {
    return new DecoderShape(
        Architecture.QWEN2,
        vocabulary,
        width,
        layers,
        heads,
        keyValueHeads,
        width / heads,
        mlpWidth,
        1e-6,
        10_000,
        new RopeScaling.None(),
        true,
        new Biases(true, false, false),
        false,
        Collections.nCopies(layers, 0),
        maxPositions,
        null,
        eos,
        eos.getLast(),
        ElementType.F32,
        0.02);
  }

  /**
   * Reads a config.json, of the layout with {@code rope_scaling} or with {@code rope_parameters}.
   *
   * @throws InputException if it cannot be read or describes something this decoder cannot compute
   */
  public static DecoderShape read(Path configJson) {
    try {
      if (Files.size(configJson) > LARGEST_FILE) {
        throw InputException.of(
            "%s has %,d bytes, but a config.json has at most %,d.",
            configJson, Files.size(configJson), LARGEST_FILE);
      }
      return parse(Files.readString(configJson), configJson.toString());
    } catch (NoSuchFileException missing) {
      throw new InputException(configJson + " does not exist.", missing);
    } catch (MalformedInputException binary) {
      throw new InputException(configJson + " is not a text in UTF-8.", binary);
    } catch (IOException failure) {
      throw new InputException(configJson + " could not be read: " + failure.getMessage(), failure);
    }
  }

  /**
   * Parses the text of a config.json.
   *
   * @param where what messages call the text, such as its file
   */
  public static DecoderShape parse(String json, String where) {
    return DecoderConfig.parse(ConfigObject.parse(json, where));
  }

  /** A config.json from which transformers builds the same model, of either layout. */
  public String toConfigJson() {
    return DecoderConfig.write(this);
  }

  /** The same decoder with weights declared to be of another element type. */
  public DecoderShape withDeclared(ElementType type) {
    return new DecoderShape(
        architecture,
        vocabulary,
        width,
        layers,
        heads,
        keyValueHeads,
        headWidth,
        mlpWidth,
        normEpsilon,
        ropeBase,
        ropeScaling,
        tied,
        biases,
        headNorms,
        windows,
        maxPositions,
        bos,
        eos,
        padding,
        type,
        initialDeviation);
  }

  /** Whether it computes the same of the same weights: all is alike but their declared type. */
  public boolean alike(DecoderShape other) {
    return equals(other.withDeclared(declared));
  }

  /**
   * The names and shapes of all weights, in the order of a checkpoint. A tied model has no {@code
   * lm_head.weight}.
   */
  public Map<String, List<Long>> weights() {
    Map<String, List<Long>> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", List.of((long) vocabulary, (long) width));
    long queries = (long) heads * headWidth;
    long keys = (long) keyValueHeads * headWidth;
    for (int layer = 0; layer < layers; layer++) {
      String block = "model.layers." + layer + ".";
      weights.put(block + "input_layernorm.weight", List.of((long) width));
      linear(weights, block + "self_attn.q_proj", queries, width, biases.queryKeyValue());
      linear(weights, block + "self_attn.k_proj", keys, width, biases.queryKeyValue());
      linear(weights, block + "self_attn.v_proj", keys, width, biases.queryKeyValue());
      linear(weights, block + "self_attn.o_proj", width, queries, biases.output());
      if (headNorms) {
        weights.put(block + "self_attn.q_norm.weight", List.of((long) headWidth));
        weights.put(block + "self_attn.k_norm.weight", List.of((long) headWidth));
      }
      weights.put(block + "post_attention_layernorm.weight", List.of((long) width));
      linear(weights, block + "mlp.gate_proj", mlpWidth, width, biases.mlp());
      linear(weights, block + "mlp.up_proj", mlpWidth, width, biases.mlp());
      linear(weights, block + "mlp.down_proj", width, mlpWidth, biases.mlp());
    }
    weights.put("model.norm.weight", List.of((long) width));
    if (!tied) {
      weights.put("lm_head.weight", List.of((long) vocabulary, (long) width));
    }
    return weights;
  }

  /** The names of a block's linear layers, without {@code model.layers.N.}; all can be adapted. */
  public static List<String> linearModules() {
    return List.of(
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj");
  }

  private static void linear(
      Map<String, List<Long>> weights, String module, long out, long in, boolean bias) {
    weights.put(module + ".weight", List.of(out, in));
    if (bias) {
      weights.put(module + ".bias", List.of(out));
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
