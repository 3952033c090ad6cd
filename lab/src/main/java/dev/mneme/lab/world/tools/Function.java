package dev.mneme.lab.world.tools;

import dev.mneme.lab.chance.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * A function for a purpose, as a prompt declares it.
 *
 * @param parameters names, in the order of the purpose's parameters
 */
record Function(Purpose purpose, String name, List<String> parameters) {

  Function {
    parameters = List.copyOf(parameters);
  }

  static Function draw(Purpose purpose, Dice dice) {
    List<String> parameters = new ArrayList<>();
    purpose.parameters().forEach(parameter -> parameters.add(dice.pick(parameter.names())));
    return new Function(purpose, dice.pick(purpose.names()), parameters);
  }

  /** {@code weather(city, day)}. */
  String head() {
    return name + '(' + String.join(", ", parameters) + ')';
  }

  /** {@code weather(city, day): tells the weather in a city on a day.} */
  String declaration() {
    return head() + ": " + purpose.does() + '.';
  }

  /** Called with what it may be called with, no two arguments alike. */
  Call call(Dice dice) {
    List<String> arguments = new ArrayList<>();
    for (Purpose.Parameter parameter : purpose.parameters()) {
      String argument = parameter.values().draw(dice);
      while (arguments.contains(argument)) {
        argument = parameter.values().draw(dice);
      }
      arguments.add(argument);
    }
    return new Call(this, arguments);
  }
}
