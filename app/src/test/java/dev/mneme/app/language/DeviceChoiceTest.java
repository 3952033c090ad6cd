package dev.mneme.app.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda", "cuda:1", "auto"})
  void aChoiceIsReadWhetherOrNotThereIsSuchADevice(String name) {
    assertThat(new DeviceChoice(name)).hasToString(name);
  }

  @ParameterizedTest
  @CsvSource({"cudo,cuda", "gpu,cuda", "cuda:x,cuda:N", "aut,auto"})
  void anotherNameIsAnsweredWithTheNearest(String name, String nearest) {
    assertThatThrownBy(() -> new DeviceChoice(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "must be one of cpu, cuda, cuda:N, auto, was %s. Did you mean \"%s\"?"
                .formatted(name, nearest));
  }

  @Test
  void autoIsTheBestDeviceThatIsThere() {
    assertThat(new DeviceChoice("auto").device()).hasToString(Device.best().toString());
    assertThat(DeviceChoice.PROCESSOR.device()).isSameAs(Device.PROCESSOR);
  }

  @Test
  void whatIsMissingIsSaidWithWhatToDo() {
    assertThat(DeviceChoice.missing("cuda", true, 0))
        .isEqualTo(
            "device cuda: libtorch finds no GPU. See whether nvidia-smi lists one, or leave device out to compute on the processor.");
    assertThat(DeviceChoice.missing("cuda:1", true, 1))
        .startsWith("device cuda:1: libtorch finds cuda:0 alone. Name one that is there, or");
    assertThat(DeviceChoice.missing("cuda:4", true, 2))
        .startsWith("device cuda:4: libtorch finds cuda:0 to cuda:1. Name one that is there, or");
  }
}
