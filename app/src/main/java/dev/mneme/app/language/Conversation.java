package dev.mneme.app.language;

import dev.mneme.text.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been said so far, and how the model's template writes it down. */
final class Conversation {

  private final ChatTemplate template;
  private final @Nullable String system;
  private final List<Map<String, String>> messages = new ArrayList<>();
  private int turns;

  /**
   * @param system instructions before it all, if any
   */
  Conversation(ChatTemplate template, @Nullable String system) {
    this.template = template;
    this.system = system;
    clear();
  }

  /** How many questions have been answered. */
  int turns() {
    return turns;
  }

  /** The text behind which the answer to a question stands. */
  String asking(String question) {
    List<Map<String, String>> asked = new ArrayList<>(messages);
    asked.add(message("user", question));
    return template.render(asked, List.of(), true, Map.of());
  }

  /** Adds a question and its answer. */
  void add(String question, String answer) {
    messages.add(message("user", question));
    messages.add(message("assistant", answer));
    turns++;
  }

  /** Forgets everything but the instructions. */
  void clear() {
    messages.clear();
    turns = 0;
    if (system != null) {
      messages.add(message("system", system));
    }
  }

  private static Map<String, String> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }
}
