package dev.mneme.data.records;

import java.util.List;

/** A prompt or an answer, as rows write them: plain, or as turns for a chat template. */
public sealed interface Said {

  /** Characters to be tokenized as they are. */
  record Text(String text) implements Said {}

  /** Turns, at least one. */
  record Chat(List<Message> messages) implements Said {
    public Chat {
      messages = List.copyOf(messages);
    }
  }
}
