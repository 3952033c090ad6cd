package dev.mneme.lab.world.tools;

import dev.mneme.lab.chance.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A function and what it is called with, in the order of its parameters. */
record Call(Function function, List<String> arguments) {

  Call {
    arguments = List.copyOf(arguments);
  }

  /** {@code weather(city = Paris, day = Monday)}. */
  String key() {
    return function.name()
        + places()
            .mapToObj(i -> function.parameters().get(i) + " = " + arguments.get(i))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** {@code {"name": "weather", "arguments": {"city": "Paris", "day": "Monday"}}}. */
  String json() {
    return "{\"name\": \"" + function.name() + "\", \"arguments\": " + object(false) + '}';
  }

  /** The same with everything in the opposite order. */
  String jsonReversed() {
    return "{\"arguments\": " + object(true) + ", \"name\": \"" + function.name() + "\"}";
  }

  /** The arguments alone. */
  String object(boolean reversed) {
    List<String> entries = places().mapToObj(this::entry).toList();
    return '{' + String.join(", ", reversed ? entries.reversed() : entries) + '}';
  }

  private String entry(int place) {
    String argument = arguments.get(place);
    boolean number = function.purpose().parameters().get(place).values().numbers();
    return '"'
        + function.parameters().get(place)
        + "\": "
        + (number ? argument : '"' + argument + '"');
  }

  private IntStream places() {
    return IntStream.range(0, arguments.size());
  }

  /** What someone wishes who needs this call. */
  String wish(Dice dice) {
    return Purpose.filled(dice.pick(function.purpose().wishes()), arguments);
  }

  /** With one argument that is not wanted. */
  Call withOtherArgument(Dice dice) {
    int place = dice.roll(arguments.size());
    List<String> changed = new ArrayList<>(arguments);
    Values values = function.purpose().parameters().get(place).values();
    changed.set(place, values.other(arguments.get(place), dice));
    return new Call(function, changed);
  }

  /** With one argument less. */
  Call withoutLast() {
    return new Call(function, arguments.subList(0, arguments.size() - 1));
  }

  /** With a name for one parameter, or for the function, that is not declared. */
  Call misnamed(Dice dice) {
    List<String> names = function.purpose().names();
    if (dice.chance(0.5)) {
      String other = names.get((names.indexOf(function.name()) + 1) % names.size());
      return new Call(new Function(function.purpose(), other, function.parameters()), arguments);
    }
    int place = dice.roll(arguments.size());
    List<String> changed = new ArrayList<>(function.parameters());
    List<String> known = function.purpose().parameters().get(place).names();
    changed.set(place, known.get((known.indexOf(changed.get(place)) + 1) % known.size()));
    return new Call(new Function(function.purpose(), function.name(), changed), arguments);
  }
}
