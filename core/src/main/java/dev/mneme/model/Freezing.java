package dev.mneme.model;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which weights of a decoder are to stay as they are, by names of weights or of what holds them:
 * {@code lm_head}, {@code layers.0} (not {@code layers.01}), {@code mlp} of every layer, {@code
 * q_proj.bias}. A name fits a weight in whose own name it stands between dots.
 */
public record Freezing(List<String> names) {

  private static final String OUTPUT = "lm_head";

  public Freezing {
    names = List.copyOf(names);
  }

  /**
   * The names of the weights, in the decoder's order.
   *
   * @throws InputException in one line, if a name fits nothing
   */
  public Set<String> weights(DecoderShape shape) {
    Set<String> all = shape.weights().keySet();
    names.forEach(name -> requireOne(name, all, shape));
    Set<String> frozen = new LinkedHashSet<>();
    for (String weight : all) {
      if (names.stream().anyMatch(name -> fits(name, weight))) {
        frozen.add(weight);
      }
    }
    return frozen;
  }

  private static boolean fits(String name, String weight) {
    return ("." + weight + ".").contains("." + name + ".");
  }

  private static void requireOne(String name, Set<String> all, DecoderShape shape) {
    if (!name.isEmpty() && all.stream().anyMatch(weight -> fits(name, weight))) {
      return;
    }
    if (name.equals(OUTPUT) && shape.tied()) {
      throw InputException.of(
          "this model has no %s to freeze: it writes through its embeddings. Name embed_tokens.",
          OUTPUT);
    }
    @Nullable String nearest = Nearest.of(name, parts(all));
    throw new InputException(
        "no weight of this model is called \"%s\", nor anything that holds one.%s"
            .formatted(
                name,
                nearest == null
                    ? " Name one such as embed_tokens, layers.0 or mlp."
                    : " Did you mean \"%s\"?".formatted(nearest)));
  }

  /** All that could be meant: every stretch of a weight's name from dot to dot but bare numbers. */
  private static Collection<String> parts(Set<String> all) {
    Set<String> parts = new TreeSet<>();
    for (String weight : all) {
      for (int from = 0; from >= 0; from = next(weight, from)) {
        for (int to = weight.indexOf('.', from); to >= 0; to = weight.indexOf('.', to + 1)) {
          parts.add(weight.substring(from, to));
        }
        parts.add(weight.substring(from));
      }
    }
    parts.removeIf(part -> part.chars().allMatch(Character::isDigit));
    return parts;
  }

  /** Behind the next dot, or -1. */
  private static int next(String weight, int from) {
    int dot = weight.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }
}
