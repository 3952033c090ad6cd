package dev.mneme.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemonstratedTest {

  private final Demonstrated shown = new Demonstrated("{completion}, so {prompt}");

  @Test
  void placesAreFilledOnceAndTextsTakenAsTheyAre() {
    Said said = shown.in(new Said.Text("{completion} $1"), new Said.Text(" \\{prompt} "));
    assertThat(said).isEqualTo(new Said.Text("\\{prompt}, so {completion} $1"));
  }

  @Test
  void ofAConversationTheLastMessageChanges() {
    Said prompt = new Said.Chat(List.of(message("system", "s"), message("user", "u")));
    Said completion = new Said.Chat(List.of(message("assistant", "a")));
    assertThat(shown.in(prompt, completion))
        .isEqualTo(new Said.Chat(List.of(message("system", "s"), message("user", "a, so u"))));
  }

  @Test
  void messagesThatAreNoTextAreRefused() {
    Said parts = new Said.Chat(List.of(new Message(Map.of("role", "user", "content", List.of()))));
    assertThatThrownBy(() -> shown.in(parts, new Said.Text("a")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is text");
  }

  @Test
  void bothPlacesMustBeThere() {
    assertThatThrownBy(() -> new Demonstrated("{prompt}"))
        .hasMessage(
            "demonstration must have the places {prompt} and {completion}, was \"{prompt}\"");
  }

  private static Message message(String role, String content) {
    return new Message(Map.of("role", role, "content", content));
  }
}
