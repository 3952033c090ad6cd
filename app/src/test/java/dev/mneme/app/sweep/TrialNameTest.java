package dev.mneme.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class TrialNameTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  private static Setting setting(String changes) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    YAML.readTree(changes).properties().forEach(e -> values.put(e.getKey(), e.getValue()));
    return new Setting("group", values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | seed=3
          {tuning.learning-rate: 1.0e-4, preserve.kl.kind: k3}    | tuning.learning-rate=1e-4,preserve.kl.kind=k3,seed=3
          {a: 0.00015, b: 12, c: 0.5, d: -2.0, e: 100000} | a=1.5e-4,b=12,c=0.5,d=-2,e=100000,seed=3
          {lora.targets: [q_proj, v_proj], packing: true} | lora.targets=q_proj-v_proj,packing=true,seed=3
          """)
  void aNameSaysWhatIsChanged(String changes, String name) {
    assertThat(TrialName.of(setting(changes), 3)).isEqualTo(name);
  }

  @Test
  void equalNumbersHaveOneName() {
    assertThat(TrialName.of(setting("{a: 1.0e-4}"), 0))
        .isEqualTo(TrialName.of(setting("{a: 0.0001}"), 0))
        .isEqualTo(TrialName.of(setting("{a: 1E-4}"), 0));
  }

  @Test
  void namesAreBoundedAndStillTellTrialsApart() {
    String path = "x".repeat(300);
    String one = TrialName.of(setting("{file: '" + path + "1'}"), 0);
    String other = TrialName.of(setting("{file: '" + path + "2'}"), 0);
    for (String name : List.of(one, other)) {
      assertThat(name).hasSizeLessThanOrEqualTo(TrialName.LONGEST).startsWith("file=xxx");
    }
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void noNameLeavesItsFolderOrNeedsQuoting() {
    for (String value : List.of("../../etc", "a b", "a/b", "a\\b", "ü", "$(x)", "a:b", "*")) {
      String name = TrialName.of(setting("{k: '" + value + "'}"), 0);
      assertThat(name).as(value).matches("k=[A-Za-z0-9._=,-]+");
    }
    assertThat(TrialName.of(setting("{k: 'a/b'}"), 0))
        .isNotEqualTo(TrialName.of(setting("{k: 'a:b'}"), 0));
  }
}
