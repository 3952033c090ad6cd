package dev.mneme.lab.world.tools;

import dev.mneme.lab.world.wording.Wording;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a function can be for.
 *
 * @param names of functions for it
 * @param parameters what it needs
 * @param does what it does, after "it"
 * @param wishes ways to wish for it, with {@code {0}}, {@code {1}}, {@code {2}} for the arguments;
 *     each is a part of a sentence that begins with a verb
 */
record Purpose(List<String> names, List<Parameter> parameters, String does, List<String> wishes) {

  /** What a purpose needs: names it can have, and what it can be. */
  record Parameter(List<String> names, Values values) {

    Parameter {
      names = List.copyOf(names);
    }
  }

  Purpose {
    names = List.copyOf(names);
    parameters = List.copyOf(parameters);
    wishes = List.copyOf(wishes);
  }

  /** The wish, with its arguments in their places. */
  static String filled(String wish, List<String> arguments) {
    return Wording.fill(
        wish,
        IntStream.range(0, arguments.size())
            .boxed()
            .collect(Collectors.toMap(String::valueOf, arguments::get)));
  }
}
