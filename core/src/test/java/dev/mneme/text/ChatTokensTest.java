package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens of a conversation the assistant says. */
class ChatTokensTest {

  private static final String CHATML =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
  private static final String MARKED =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}"
          + "{% generation %}{{ m.content }}<|im_end|>{% endgeneration %}\n\n{% else %}"
          + "{{ m.content }}<|im_end|>\n{% endif %}{% endfor %}";

  private static final List<Map<String, String>> CONVERSATION =
      List.of(
          Map.of("role", "user", "content", "river?"),
          Map.of("role", "assistant", "content", "Été 😀 sea"),
          Map.of("role", "user", "content", "again"),
          Map.of("role", "assistant", "content", "river"));

  private static String said(Tokenizer tokenizer, ChatTokens tokens) {
    Ids ids = new Ids();
    for (int i = 0; i < tokens.ids().length; i++) {
      if (tokens.assistant()[i]) {
        ids.add(tokens.ids()[i]);
      }
    }
    return tokenizer.decodeWithSpecial(ids.toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {CHATML, MARKED})
  void theAssistantSaysItsAnswersAndTheirEnds(String source) {
    ChatTemplate template =
        ChatTemplate.parse(source, "template", Map.of("eos_token", "<|im_end|>"));
    try (Tokenizer tokenizer = Tokenizer.of(TokenizerParityTest.fixture("chat-bytes"))) {
      ChatTokens tokens = template.encode(tokenizer, CONVERSATION, List.of(), Map.of());
      assertThat(tokens.ids())
          .containsExactly(
              tokenizer.encode(template.render(CONVERSATION, List.of(), false, Map.of())));
      assertThat(said(tokenizer, tokens)).isEqualTo("Été 😀 sea<|im_end|>river<|im_end|>");
    }
  }

  @Test
  void spansOfOwnTokenizersCoverTheText(@TempDir Path folder) {
    SmallTokenizersTest.writeScored(
        folder.resolve("tok1.bin"), SmallTokenizersTest.pieces("ab", " a", "a", "b", " "));
    String text = "ab 水 a</s>b😀";
    for (Tokenizer tokenizer :
        List.of(Tokenizer.of(folder), Tokenizer.bytes(), Tokenizer.characters("ab "))) {
      TokenSpans spans = tokenizer.encodeWithSpans(text);
      int reached = 0;
      for (int i = 0; i < spans.ids().length; i++) {
        assertThat(spans.from()[i]).isLessThanOrEqualTo(reached);
        reached = spans.to()[i];
      }
      assertThat(reached).isEqualTo(text.length());
      assertThat(spans.ids()).containsExactly(tokenizer.encode(text));
    }
  }

  @Test
  void manySpansAreEachFoundAgain() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% for i in range(3000) %}{% generation %}{{ 'é' if i % 3 else '' }}{% endgeneration %}b{% endfor %}",
            "template", Map.of());
    try (Tokenizer tokenizer = Tokenizer.bytes()) {
      ChatTokens tokens = template.encode(tokenizer, CONVERSATION, List.of(), Map.of());
      assertThat(tokens.ids()).hasSize(7000);
      assertThat(said(tokenizer, tokens)).isEqualTo("é".repeat(2000));
    }
  }

  @Test
  void aTemplateThatRewritesEarlierMessagesIsRefused() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% for m in messages %}{{ m.content if loop.last or m.role == 'user' else '…' }}|{% endfor %}",
            "template", Map.of());
    assertThatThrownBy(() -> template.encode(Tokenizer.bytes(), CONVERSATION, List.of(), Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("message 2 reads differently")
        .hasMessageContaining("generation");
  }

  @Test
  void templatesAreFoundInTheirFolder(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> ChatTemplate.of(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no chat template");
    Path config = folder.resolve("tokenizer_config.json");
    List<Map<String, String>> hi = List.of(Map.of("role", "user", "content", "hi"));
    Files.writeString(
        config,
        "{\"bos_token\": {\"content\": \"<b>\"}, \"chat_template\": \"{{ bos_token }}{{ messages[0].content }}\"}");
    assertThat(ChatTemplate.of(folder).render(hi, List.of(), false, Map.of())).isEqualTo("<b>hi");
    Files.writeString(
        config,
        "{\"chat_template\": [{\"name\": \"default\", \"template\": \"D\"}, {\"name\": \"tool_use\", \"template\": \"T\"}]}");
    assertThat(ChatTemplate.of(folder).render(hi, List.of(), false, Map.of())).isEqualTo("D");
    assertThat(ChatTemplate.of(folder, "tool_use").render(hi, List.of(), false, Map.of()))
        .isEqualTo("T");
    assertThatThrownBy(() -> ChatTemplate.of(folder, "rag")).hasMessageContaining("tool_use");
    Files.writeString(folder.resolve("chat_template.jinja"), "J{{ extra }}\n");
    assertThat(ChatTemplate.of(folder).render(hi, List.of(), false, Map.of("extra", 1)))
        .isEqualTo("J1");
  }

  @Test
  void theArithmeticFolderWritesItsPromptsWithASeparator(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"char_ords\": [48, 49, 44, 58], \"chat_template\": \"{% for message in messages %}{{ message['content'] }}{% endfor %}{% if add_generation_prompt %}{{ sep_token }}{% endif %}\"}");
    String prompt =
        ChatTemplate.of(folder)
            .render(List.of(Map.of("role", "user", "content", "1,0:1")), List.of(), true, Map.of());
    assertThat(prompt).isEqualTo("1,0:1S");
    assertThat(Tokenizer.of(folder).encode(prompt)).containsExactly(5, 6, 4, 7, 5, 0);
  }
}
