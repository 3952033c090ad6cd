package dev.mneme.lab.world.code;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Operations that are done one after the other. */
record Program(Kind kind, List<Operation> operations) {

  /** The most operations that are read. */
  static final int MOST = 16;

  Program {
    operations = List.copyOf(operations);
  }

  /** {@code list.keep(even).sort()}. */
  String code() {
    return joined(".");
  }

  /** {@code list |> keep(even) |> sort()}. */
  String piped() {
    return joined(" |> ");
  }

  private String joined(String joint) {
    return kind.code()
        + operations.stream().map(each -> joint + each.code()).collect(Collectors.joining());
  }

  /** What it makes of a list of at most {@link Operation#LONGEST} entries. */
  int[] run(int[] input) {
    int[] value = input;
    for (Operation operation : operations) {
      value = operation.run(value);
    }
    return value;
  }

  /** With other operations in the place of one. */
  Program with(int place, List<Operation> others) {
    List<Operation> changed = new ArrayList<>(operations.size() + 2);
    changed.addAll(operations.subList(0, place));
    changed.addAll(others);
    changed.addAll(operations.subList(place + 1, operations.size()));
    return new Program(kind, changed);
  }

  /** With an operation and the next one changing places. */
  Program swapped(int place) {
    List<Operation> changed = new ArrayList<>(operations);
    changed.set(place, operations.get(place + 1));
    changed.set(place + 1, operations.get(place));
    return new Program(kind, changed);
  }
}
