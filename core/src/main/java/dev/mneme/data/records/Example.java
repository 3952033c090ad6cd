package dev.mneme.data.records;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row means, ready for a tokenizer. Prompt and answers of one example are all plain or all
 * chats. {@code tools} are descriptions of functions for a chat template, empty where there are
 * none.
 */
public sealed interface Example {

  /** A text to continue: every token is learnt. */
  record PlainText(String text) implements Example {}

  /** A prompt and the answer to learn. */
  record Completion(Said prompt, Said completion, List<Map<String, @Nullable Object>> tools)
      implements Example {}

  /** A whole conversation, of which the assistant's turns are learnt. */
  record Conversation(List<Message> messages, List<Map<String, @Nullable Object>> tools)
      implements Example {}

  /** Two answers to a prompt, the first preferred to the second. */
  record Preference(
      Said prompt, Said chosen, Said rejected, List<Map<String, @Nullable Object>> tools)
      implements Example {}

  /**
   * A prompt whose answers a verifier judges.
   *
   * @param columns all other columns of the row, for the verifier; the expected answer is under
   *     {@code answer} and the functions under {@code tools}, if the row has them, and a prompt
   *     that is a text under {@code prompt}, if no other column is called so
   */
  record Question(
      Said prompt, Map<String, @Nullable Object> columns, List<Map<String, @Nullable Object>> tools)
      implements Example {}
}
