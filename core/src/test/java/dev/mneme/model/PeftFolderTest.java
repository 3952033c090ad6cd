package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftFolderTest {

  @TempDir Path above;
  private final DurableFiles files = new DurableFiles(Disk.real());
  private DecoderShape shape = DecoderShape.llama(5, 4, 1, 2, 1, 6, 16);

  @BeforeEach
  void readShape() {
    shape = DecoderShape.read(Fixture.folder("sharded").resolve("config.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adapter", "adapter-stabilised", "adapter-expression"})
  void whatPeftSavedIsReadWrittenAndReadAgainBitForBit(String name) {
    Path source = Fixture.folder(name);
    Path saved = above.resolve("saved");
    try (Scope scope = Scope.open();
        LoraAdapter adapter = PeftFolder.read(source, shape, ElementType.F32)) {
      Map<String, Tensor> direct = Safetensors.load(source.resolve("adapter_model.safetensors"));
      assertThat(adapter.parameters().byName()).hasSameSizeAs(direct);
      direct.forEach((key, weight) ->
          assertThat(
                  Tensors.sameBits(
                      adapter.parameters().get(key.substring("base_model.model.".length())),
                      weight))
              .as(key)
              .isTrue());
      PeftFolder.write(files, saved, adapter, "base", ElementType.F32);
      try (LoraAdapter again = PeftFolder.read(saved, shape, ElementType.F32)) {
        assertThat(again.lora()).isEqualTo(adapter.lora());
        assertThat(Safetensors.load(saved.resolve("adapter_model.safetensors")).keySet())
            .containsExactlyInAnyOrderElementsOf(direct.keySet());
        again
            .parameters()
            .byName()
            .forEach((key, weight) ->
                assertThat(Tensors.sameBits(weight, adapter.parameters().get(key)))
                    .as(key)
                    .isTrue());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"peft_type\": \"LORA\" | \"peft_type\": \"IA3\" | \"peft_type\" must be \"LORA\"",
        "\"use_dora\": false | \"use_dora\": true | the option \"use_dora\" = \"true\" is not supported",
        "\"bias\": \"none\" | \"bias\": \"all\" | \"bias\" must be \"none\"",
        "\"modules_to_save\": null | \"modules_to_save\": [\"lm_head\"] | the option \"modules_to_save\"",
        "\"fan_in_fan_out\": false | \"fan_in_fan_out\": true | the option \"fan_in_fan_out\"",
        "\"layers_to_transform\": null | \"layers_to_transform\": [0] | the option \"layers_to_transform\"",
        "\"lora_bias\": false | \"lora_bias\": true | the option \"lora_bias\"",
        "\"loftq_config\": {} | \"loftq_config\": {\"bits\": 4} | the option \"loftq_config\"",
        "\"init_lora_weights\": true | \"init_lora_weights\": \"pissa\" | \"init_lora_weights\" must be true, false",
        "\"use_qalora\": false | \"use_qalora\": false, \"new_kind\": 3 | the option \"new_kind\" = \"3\"",
        "\"r\": 3 | \"r\": 0 | \"r\" must be a whole number from 1",
        "\"r\": 3 | \"r\": 1e9 | \"r\" must be a whole number from 1",
        "\"r\": 3 | \"r\": 4 | 8 weights are of another shape",
        "\"r\": 3 | \"r\": 3, \"r\": 3 | is not JSON",
        "\"lora_alpha\": 6 | \"lora_alpha\": \"6\" | \"lora_alpha\" must be a number",
        "\"alpha_pattern\": {} | \"alpha_pattern\": {\"q_proj\": null} | \"alpha_pattern.q_proj\" is missing",
        "\"rank_pattern\": {} | \"rank_pattern\": {\"(\": 3} | is not a regular expression",
        "\"rank_pattern\": {} | \"rank_pattern\": {\".*.*.*.*.*.*.*.*.*.*x\": 3} | takes too long",
        "\"v_proj\" | \"v_proj\", \"k_proj\" | 4 weights are missing",
        "\"v_proj\" | \"nothing\" | 4 weights are unexpected",
        "\"v_proj\" | 7 | \"target_modules\" must be a list of texts",
      })
  void anAdapterThatIsNotComputedIsRefusedInOneLine(String found, String instead, String message)
      throws IOException {
    Path source = Fixture.folder("adapter");
    String config = Files.readString(source.resolve("adapter_config.json"));
    assertThat(config).contains(found);
    Files.writeString(above.resolve("adapter_config.json"), config.replace(found, instead));
    Files.copy(
        source.resolve("adapter_model.safetensors"), above.resolve("adapter_model.safetensors"));
    assertRefused(message);
  }

  @Test
  void otherFoldersAreRefused() throws IOException {
    assertRefused("there is no adapter_config.json in this folder");
    Path source = Fixture.folder("adapter");
    Files.copy(source.resolve("adapter_config.json"), above.resolve("adapter_config.json"));
    assertRefused("holds neither adapter_model.safetensors nor");
    Files.write(above.resolve("adapter_model.bin"), new byte[3]);
    assertRefused("adapter_model.bin is a pickle, which can run any program");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> PeftFolder.read(above, shape, ElementType.F32))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .satisfies(thrown -> assertThat(thrown.toString().lines()).hasSize(1));
  }
}
