package dev.mneme.app;

import dev.mneme.app.console.Terminal;
import java.util.List;

/**
 * Every command of {@code mneme}, in the order in which {@code --help} lists them. A command is a
 * class annotated with {@code @Command(name = …, description = …)} that is a {@code
 * Callable<Integer>} and returns an {@link ExitCode}; what goes wrong it throws.
 */
final class Commands {

  private Commands() {}

  static List<Object> all(Terminal terminal) {
    return List.of();
  }
}
