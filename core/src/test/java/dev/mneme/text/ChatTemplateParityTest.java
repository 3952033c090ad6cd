package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Published chat templates against what transformers makes of them. */
class ChatTemplateParityTest {

  private static final Path FOLDER = TokenizerParityTest.fixture("chat-templates");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-07-04T09:05:03Z"), ZoneOffset.UTC);

  private static Stream<String> templates() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jinja"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void atLeastEightFamiliesAreChecked() throws IOException {
    assertThat(templates().map(name -> name.split("[-.0-9]", 2)[0]).distinct().count())
        .isGreaterThanOrEqualTo(8);
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyConversationRendersAsInTransformers(String name) throws IOException {
    JsonMapper mapper = JsonMapper.shared();
    JsonNode shared = mapper.readTree(FOLDER.resolve("conversations.json"));
    Map<String, String> special =
        mapper.convertValue(shared.get("special"), new TypeReference<>() {});
    ChatTemplate template =
        ChatTemplate.parse(Files.readString(FOLDER.resolve(name)), name, special).with(CLOCK);
    JsonNode cases = mapper.readTree(FOLDER.resolve(name.replace(".jinja", ".json"))).get("cases");
    List<String> different = new ArrayList<>();
    int rendered = 0;
    for (JsonNode row : cases) {
      JsonNode conversation = shared.get("conversations").get(row.get("conversation").asString());
      String expected = row.path("text").asString("refused");
      rendered += row.has("text") ? 1 : 0;
      String actual;
      try {
        actual =
            template.render(
                maps(mapper, conversation.get("messages")),
                maps(mapper, conversation.get("tools")),
                row.get("add_generation_prompt").booleanValue(),
                mapper.convertValue(
                    row.get("variables"), new TypeReference<Map<String, Object>>() {}));
      } catch (InputException refused) {
        assertThat(refused.getMessage()).startsWith(name).doesNotContain("\n");
        actual = row.has("text") ? refused.getMessage() : "refused";
      }
      if (!expected.equals(actual)) {
        different.add(
            row.get("conversation") + "\n  expected: " + expected + "\n  actual:   " + actual);
      }
    }
    assertThat(rendered).isGreaterThanOrEqualTo(8);
    assertThat(different).isEmpty();
  }

  static List<Map<String, Object>> maps(JsonMapper mapper, JsonNode list) {
    return mapper.convertValue(list, new TypeReference<>() {});
  }
}
