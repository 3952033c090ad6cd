package dev.mneme.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @Test
  void plainDataComesBack() {
    List<Object> value = List.of("a:1😀", true, List.of(), Map.of("k", Arrays.asList("", null)));
    assertThat(PlainText.read(PlainText.write(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "s5:abc",
        "s-1:",
        "l99999999:",
        "i3:abc",
        "N0:N0:",
        "l1:",
        "q0:",
        "s:",
        "m1:N0:"
      })
  void whatNobodyWroteIsRefused(String text) {
    assertThatThrownBy(() -> PlainText.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> PlainText.read("l1:".repeat(10_000) + "N0:"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
