package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.tensor.ElementType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderShapeTest {

  private static final String SIZES =
      "\"vocab_size\": 64, \"hidden_size\": 32, \"intermediate_size\": 48, \"num_hidden_layers\": 3,"
          + " \"num_attention_heads\": 4, \"num_key_value_heads\": 2";

  @Test
  void oldAndNewLayoutsOfRotaryPositionsMeanTheSame() {
    DecoderShape old =
        llama(
            "\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0},"
                + " \"torch_dtype\": \"bfloat16\"");
    DecoderShape recent =
        llama(
            "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2, \"rope_theta\": 500000},"
                + " \"dtype\": \"bfloat16\"");
    assertThat(old).isEqualTo(recent);
    assertThat(old.ropeBase()).isEqualTo(500_000);
    assertThat(old.ropeScaling()).isEqualTo(new RopeScaling.Linear(2));
    assertThat(old.declared()).isEqualTo(ElementType.BF16);
  }

  @Test
  void modelsThatDifferInTheTypeOfTheirWeightsAloneAreAlike() {
    DecoderShape narrow = llama("\"dtype\": \"bfloat16\"");
    DecoderShape wide = llama("\"dtype\": \"float32\"");
    assertThat(narrow).isNotEqualTo(wide);
    assertThat(narrow.alike(wide)).isTrue();
    assertThat(narrow.alike(llama("\"dtype\": \"bfloat16\", \"head_dim\": 16"))).isFalse();
  }

  @Test
  void qwen2LooksThroughAWindowFromTheNamedLayerOn() {
    String sliding = "\"sliding_window\": 8, \"max_window_layers\": 1";
    assertThat(of("Qwen2ForCausalLM", sliding + ", \"use_sliding_window\": true").windows())
        .containsExactly(0, 8, 8);
    assertThat(of("Qwen2ForCausalLM", sliding).windows()).containsExactly(0, 0, 0);
    assertThat(of("Qwen2ForCausalLM", sliding).biases().queryKeyValue()).isTrue();
  }

  @Test
  void aMistralWithoutAWordOnItsWindowHasTheDefaultOneAndNullMeansNone() {
    assertThat(of("MistralForCausalLM", "\"x\": 0").windows()).containsOnly(4096);
    assertThat(of("MistralForCausalLM", "\"sliding_window\": null").windows()).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM"})
  void whatIsWrittenReadsBackAsTheSameShape(String architecture) {
    String yarn =
        "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0}, \"eos_token_id\": [2, 3],"
            + " \"pad_token_id\": 0, \"head_dim\": 16, \"use_sliding_window\": true,"
            + " \"sliding_window\": 8, \"max_window_layers\": 2";
    DecoderShape shape = of(architecture, yarn);
    assertThat(DecoderShape.parse(shape.toConfigJson(), "again")).isEqualTo(shape);
  }

  @Test
  void theListOfWeightsFollowsBiasesNormsAndTying() {
    DecoderShape qwen3 =
        of("Qwen3ForCausalLM", "\"attention_bias\": true, \"tie_word_embeddings\": true");
    assertThat(qwen3.weights())
        .containsEntry("model.layers.2.self_attn.q_proj.weight", List.of(512L, 32L))
        .containsEntry("model.layers.2.self_attn.k_proj.bias", List.of(256L))
        .containsEntry("model.layers.2.self_attn.o_proj.bias", List.of(32L))
        .containsEntry("model.layers.0.self_attn.q_norm.weight", List.of(128L))
        .doesNotContainKey("lm_head.weight");
    assertThat(llama("\"x\": 0").weights())
        .hasSize(2 + 3 * 9 + 1)
        .containsEntry("lm_head.weight", List.of(64L, 32L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"architectures": ["GPT2LMHeadModel"]} | the architecture "GPT2LMHeadModel" is not supported
          {} | the architecture "(none named)" is not supported; supported are LlamaForCausalLM
          {"model_type": "llama"} | "hidden_size" is missing; it must be a whole number from 1 to 131072.
          {"model_type": "llama", "hidden_size": "wide"} | "hidden_size" must be a whole number from 1 to 131072, but is "wide".
          {"model_type": "llama", "hidden_size": 99999999999999999999} | "hidden_size" must be a whole number
          {"model_type": "llama", "hidden_act": "gelu"} | "hidden_act" must be silu
          {"model_type": "llama", "quantization_config": {}} | the weights are quantised
          {"model_type": "qwen3", "num_experts": 8} | mixtures of experts (num_experts) are not supported
          {"model_type": "llama" | is not JSON
          [] | must hold one JSON object
          """)
  void whatCannotBeComputedIsRefusedInOneLine(String json, String said) {
    assertThatThrownBy(() -> DecoderShape.parse(json, "config.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json")
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "num_key_value_heads": 3 | must be a multiple of num_key_value_heads (3)
          "head_dim": 7 | rotary positions need an even width
          "head_dim": 0 | "head_dim" must be a whole number from 2
          "rms_norm_eps": "x" | "rms_norm_eps" must be a number
          "rope_scaling": {"rope_type": "longrope"} | "rope_scaling.rope_type" must be default, linear
          "rope_scaling": {"rope_type": "linear"} | "rope_scaling.factor" is missing
          "rope_scaling": [] | "rope_scaling" must be an object
          "rope_parameters": {"full_attention": {}} | rotary positions that differ between layers
          "partial_rotary_factor": 0.5 | a part of each head
          "dtype": "int8" | "dtype" must be float32
          "eos_token_id": "end" | "eos_token_id" must be a token number
          "tie_word_embeddings": 1 | "tie_word_embeddings" must be true or false
          """)
  void aKeyOutOfItsRangeIsNamed(String key, String said) {
    String sizes = SIZES.replace(", \"num_key_value_heads\": 2", "");
    String json = "{\"model_type\": \"llama\", %s, %s}".formatted(sizes, key);
    assertThatThrownBy(() -> DecoderShape.parse(json, "config.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMissingFileIsTold(@TempDir Path folder) {
    assertThatThrownBy(() -> DecoderShape.read(folder.resolve("config.json")))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("config.json does not exist.");
  }

  private static DecoderShape llama(String more) {
    return of("LlamaForCausalLM", more);
  }

  private static DecoderShape of(String architecture, String more) {
    String json = "{\"architectures\": [\"%s\"], %s, %s}".formatted(architecture, SIZES, more);
    return DecoderShape.parse(json, "config.json");
  }
}
