package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a prompt shows an example of its answer: a text in which {@code {prompt}} and {@code
 * {completion}} stand for both. In a conversation it takes the place of the last message.
 */
public record Demonstrated(String pattern) {

  private static final String PROMPT = "{prompt}";
  private static final String COMPLETION = "{completion}";
  private static final Pattern PLACES = Pattern.compile("\\{prompt\\}|\\{completion\\}");

  public Demonstrated {
    if (!pattern.contains(PROMPT) || !pattern.contains(COMPLETION)) {
      throw new IllegalArgumentException(
          "demonstration must have the places {prompt} and {completion}, was \"%s\""
              .formatted(pattern));
    }
  }

  /**
   * The prompt with the answer in it.
   *
   * @throws InputException if a message is no text
   */
  public Said in(Said prompt, Said completion) {
    return switch (prompt) {
      case Said.Text(String text) -> new Said.Text(filled(text, text(completion)));
      case Said.Chat(List<Message> messages) -> {
        List<Message> all = new ArrayList<>(messages);
        Message last = all.removeLast();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(last.fields());
        fields.put("content", filled(content(last), text(completion)));
        all.add(new Message(fields));
        yield new Said.Chat(all);
      }
    };
  }

  private String filled(String prompt, String completion) {
    return PLACES
        .matcher(pattern)
        .replaceAll(
            place -> Matcher.quoteReplacement(place.group().equals(PROMPT) ? prompt : completion));
  }

  private static String text(Said said) {
    return switch (said) {
      case Said.Text(String text) -> text.strip();
      case Said.Chat(List<Message> messages) ->
          messages.stream().map(Demonstrated::content).collect(Collectors.joining("\n"));
    };
  }

  private static String content(Message message) {
    if (message.fields().get("content") instanceof String text) {
      return text;
    }
    throw new InputException(
        "an answer can be shown in a prompt only where the message before it, and all of it, is text.");
  }
}
