package dev.mneme.lab.world.code;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads programs that a model has written. */
final class Parser {

  private static final int LONGEST_LINE = 500;
  private static final int MOST_LINES = 100;
  private static final int MOST_DIGITS = 3;

  private final String text;
  private int at;

  private Parser(String text) {
    this.text = text;
  }

  /** The first line that is a program, fenced or not; null where none is. */
  static @Nullable Program first(String text) {
    int from = 0;
    for (int line = 0; line < MOST_LINES && from <= text.length(); line++) {
      int end = text.indexOf('\n', from);
      int to = end < 0 ? text.length() : end;
      if (to - from <= LONGEST_LINE) {
        Program program = read(text.substring(from, to).replace("`", "").strip());
        if (program != null) {
          return program;
        }
      }
      from = to + 1;
    }
    return null;
  }

  /** The program that a whole line is; null if it is none. */
  private static @Nullable Program read(String line) {
    Parser parser = new Parser(line);
    for (Kind kind : Kind.values()) {
      if (parser.takes(kind.code())) {
        return parser.program(kind);
      }
    }
    return null;
  }

  private @Nullable Program program(Kind kind) {
    List<Operation> operations = new ArrayList<>();
    while (takes(".") || takes("|>")) {
      Operation operation = operation(kind);
      if (operation == null || operations.size() == Program.MOST) {
        return null;
      }
      operations.add(operation);
    }
    space();
    return at < text.length() || operations.isEmpty() ? null : new Program(kind, operations);
  }

  private @Nullable Operation operation(Kind kind) {
    int start = at;
    for (Verb verb : Verb.of(kind)) {
      at = start;
      Operation operation = operation(verb);
      if (operation != null) {
        return operation;
      }
    }
    return null;
  }

  private @Nullable Operation operation(Verb verb) {
    int[] arguments = new int[2];
    int count = 0;
    for (String token : verb.form()) {
      if (Verb.blank(token)) {
        int argument = token.equals("#") ? number() : letter();
        if (argument < 0) {
          return null;
        }
        arguments[count++] = argument;
      } else if (!takes(token)) {
        return null;
      }
    }
    return new Operation(verb, arguments[0], arguments[1]);
  }

  private void space() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean takes(String token) {
    space();
    boolean there = text.startsWith(token, at);
    at += there ? token.length() : 0;
    return there;
  }

  private int number() {
    space();
    int start = at;
    int number = 0;
    while (at < text.length() && digit(text.charAt(at)) && at - start < MOST_DIGITS) {
      number = 10 * number + text.charAt(at++) - '0';
    }
    return at == start ? -1 : number;
  }

  private int letter() {
    space();
    return at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z'
        ? text.charAt(at++)
        : -1;
  }

  private static boolean digit(char character) {
    return character >= '0' && character <= '9';
  }
}
