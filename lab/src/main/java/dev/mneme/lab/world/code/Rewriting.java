package dev.mneme.lab.world.code;

import static dev.mneme.lab.world.code.Verb.*;

import java.util.ArrayList;
import java.util.List;

/** Other programs that do the same. */
final class Rewriting {

  private Rewriting() {}

  /** Programs with one operation written in another way, which always do the same. */
  static List<Program> reworded(Program program) {
    List<Program> others = new ArrayList<>();
    for (int i = 0; i < program.operations().size(); i++) {
      for (List<Operation> way : ways(program.operations().get(i))) {
        others.add(program.with(i, way));
      }
    }
    return others;
  }

  /** Programs with two operations in another order, which may or may not do the same. */
  static List<Program> reordered(Program program) {
    List<Program> others = new ArrayList<>();
    for (int i = 0; i + 1 < program.operations().size(); i++) {
      others.add(program.swapped(i));
    }
    return others;
  }

  private static List<List<Operation>> ways(Operation operation) {
    int n = operation.first();
    return switch (operation.verb()) {
      case KEEP_EVEN -> one(DROP_ODD, 0);
      case KEEP_ODD -> one(DROP_EVEN, 0);
      case DROP_EVEN -> one(KEEP_ODD, 0);
      case DROP_ODD -> one(KEEP_EVEN, 0);
      case KEEP_OVER -> one(DROP_UNDER, n + 1);
      case KEEP_UNDER -> one(DROP_OVER, n - 1);
      case DROP_OVER -> one(KEEP_UNDER, n + 1);
      case DROP_UNDER -> one(KEEP_OVER, n - 1);
      case KEEP_FROM_TO -> {
        Operation low = Operation.of(DROP_UNDER, n);
        Operation high = Operation.of(DROP_OVER, operation.second());
        yield List.of(List.of(low, high), List.of(high, low));
      }
      case DOUBLE_ALL -> one(TIMES, 2);
      case TIMES -> n == 2 ? one(DOUBLE_ALL, 0) : around(operation, REVERSE);
      case ADD -> n < 2 ? List.of() : twice(ADD, n - 1, 1);
      case SKIP -> n < 2 ? List.of() : twice(SKIP, n - 1, 1);
      case SKIP_LETTERS -> n < 2 ? List.of() : twice(SKIP_LETTERS, n - 1, 1);
      case FIRST -> around(Operation.of(LAST, n), REVERSE);
      case LAST -> around(Operation.of(FIRST, n), REVERSE);
      case FIRST_LETTERS -> around(Operation.of(LAST_LETTERS, n), REVERSE_WORD);
      case LAST_LETTERS -> around(Operation.of(FIRST_LETTERS, n), REVERSE_WORD);
      case MAX -> List.of(List.of(Operation.of(SORT), Operation.of(LAST, 1)));
      case MIN -> List.of(List.of(Operation.of(SORT), Operation.of(FIRST, 1)));
      case SUM, COUNT, SORT -> List.of(List.of(Operation.of(REVERSE), operation));
      case SORT_LETTERS -> List.of(List.of(Operation.of(REVERSE_WORD), operation));
      case SQUARE, REPLACE -> around(operation, REVERSE);
      case REPLACE_LETTER, REMOVE_LETTER, UPPER -> around(operation, REVERSE_WORD);
      case UNIQUE, UNIQUE_LETTERS, REVERSE, REVERSE_WORD, APPEND, APPEND_LETTER, TWICE -> List.of();
    };
  }

  private static List<List<Operation>> one(Verb verb, int number) {
    return List.of(List.of(Operation.of(verb, number)));
  }

  private static List<List<Operation>> twice(Verb verb, int first, int second) {
    return List.of(List.of(Operation.of(verb, first), Operation.of(verb, second)));
  }

  private static List<List<Operation>> around(Operation operation, Verb reversal) {
    Operation reverse = Operation.of(reversal);
    return List.of(List.of(reverse, operation, reverse));
  }
}
