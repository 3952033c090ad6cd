package dev.mneme.data.records;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a conversation.
 *
 * @param fields all that the row says of it, {@code role} and {@code content} among them, as a chat
 *     template expects them; contents are a text, a list of parts, or null
 */
public record Message(Map<String, @Nullable Object> fields) {

  /** Who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}, … */
  public String role() {
    return String.valueOf(fields.get("role"));
  }
}
