package dev.mneme.policy;

import java.util.List;

/**
 * Prompts that are sequences of tokens, each of its own length.
 *
 * @param tokens none empty: a model needs something to go on from
 */
public record Texts(List<int[]> tokens) implements Prompts {

  public Texts {
    tokens = List.copyOf(tokens);
    for (int[] text : tokens) {
      if (text.length == 0) {
        throw new IllegalArgumentException(
            "a prompt without tokens cannot be continued; begin it with the model's first token");
      }
    }
  }

  @Override
  public int size() {
    return tokens.size();
  }
}
