package dev.mneme.lab.world.code;

import dev.mneme.lab.chance.Dice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program to be found, and what it is tried with.
 *
 * @param inputs of which an answer is judged by the first {@link #HIDDEN}; all of them tell whether
 *     two programs are the same
 * @param outputs what the program makes of them
 */
record Puzzle(Program program, List<int[]> inputs, List<int[]> outputs) {

  private static final int HIDDEN = 6;
  private static final int FURTHER = 10;

  private static final String LETTERS = "abcdefghiklmnoprstuwy";

  private static final List<String> WORDS =
      List.of(
          "apple", "banana", "bottle", "butter", "button", "candle", "carrot", "cheese", "circle",
          "coffee", "cotton", "dinner", "donkey", "dragon", "engine", "flower", "forest", "garden",
          "guitar", "hammer", "island", "jacket", "kitten", "ladder", "lemon", "letter", "lizard",
          "market", "mirror", "monkey", "needle", "orange", "paper", "parrot", "pepper", "pillow",
          "planet", "pocket", "potato", "puzzle", "rabbit", "ribbon", "river", "rocket", "saddle",
          "school", "silver", "spider", "summer", "table", "teapot", "tiger", "tomato", "tunnel",
          "turtle", "violin", "wagon", "walnut", "window", "winter");

  /** A program of which no operation could be left out. */
  static Puzzle draw(int operations, Dice dice) {
    for (int i = 0; i < 1000; i++) {
      Kind kind = dice.chance(0.65) ? Kind.LIST : Kind.WORD;
      Program program = program(kind, operations, dice);
      Puzzle puzzle = new Puzzle(program, List.of(), List.of()).tried(HIDDEN, dice);
      if (puzzle.needsAll()) {
        return puzzle.tried(FURTHER, dice);
      }
    }
    throw new IllegalStateException("no program needs %d operations".formatted(operations));
  }

  /** Operations that need more are drawn more often, as there are more of them. */
  private static Program program(Kind kind, int count, Dice dice) {
    List<Operation> operations = new ArrayList<>(count);
    while (operations.size() < count) {
      Verb verb = dice.pick(Verb.of(kind));
      boolean likely = dice.chance(0.25 + 0.375 * verb.blanks());
      if (likely && (!verb.reduces() || operations.size() == count - 1)) {
        operations.add(operation(verb, dice));
      }
    }
    return new Program(kind, operations);
  }

  private static Operation operation(Verb verb, Dice dice) {
    return switch (verb) {
      case KEEP_OVER, KEEP_UNDER, DROP_OVER, DROP_UNDER -> Operation.of(verb, dice.between(5, 40));
      case KEEP_FROM_TO -> {
        int low = dice.between(2, 30);
        yield new Operation(verb, low, low + dice.between(5, 25));
      }
      case ADD -> Operation.of(verb, dice.between(1, 30));
      case TIMES -> Operation.of(verb, dice.between(3, 9));
      case REPLACE -> {
        int old = dice.between(1, 49);
        yield new Operation(verb, old, (old + dice.between(1, 48)) % 50);
      }
      case APPEND -> Operation.of(verb, dice.between(1, 49));
      case FIRST, LAST, SKIP, FIRST_LETTERS, LAST_LETTERS, SKIP_LETTERS ->
          Operation.of(verb, dice.between(2, 4));
      case REMOVE_LETTER, APPEND_LETTER -> Operation.of(verb, letter(0, dice));
      case REPLACE_LETTER -> {
        int old = letter(0, dice);
        yield new Operation(verb, old, letter(old, dice));
      }
      default -> Operation.of(verb);
    };
  }

  /** Any but that one. */
  private static int letter(int taken, Dice dice) {
    int letter = LETTERS.charAt(dice.roll(LETTERS.length()));
    return letter == taken ? letter(taken, dice) : letter;
  }

  /** With that many more inputs. */
  private Puzzle tried(int count, Dice dice) {
    List<int[]> in = new ArrayList<>(inputs);
    List<int[]> out = new ArrayList<>(outputs);
    for (int i = 0; i < count; i++) {
      int[] input = input(program, dice);
      in.add(input);
      out.add(program.run(input));
    }
    return new Puzzle(program, in, out);
  }

  List<int[]> hidden() {
    return inputs.subList(0, HIDDEN);
  }

  /** In which what the program speaks of occurs more often than by chance. */
  static int[] input(Program program, Dice dice) {
    return program.kind() == Kind.WORD ? word(program, dice) : list(program, dice);
  }

  private static int[] word(Program program, Dice dice) {
    Operation operation = dice.pick(program.operations());
    String word = dice.pick(WORDS);
    for (int i = 0; i < 10 && operation.verb().ofLetters(); i++) {
      word = word.indexOf(operation.first()) >= 0 ? word : dice.pick(WORDS);
    }
    return word.chars().toArray();
  }

  private static int[] list(Program program, Dice dice) {
    int[] list = new int[dice.between(5, 7)];
    for (int i = 0; i < list.length; i++) {
      Operation operation = dice.pick(program.operations());
      if (operation.verb().blanks() > 0 && dice.chance(0.4)) {
        int near = dice.chance(0.7) ? operation.first() : operation.second();
        list[i] = Math.max(0, near + dice.between(-1, 1));
      } else if (i > 0 && dice.chance(0.2)) {
        list[i] = list[dice.roll(i)];
      } else {
        list[i] = dice.between(1, 49);
      }
    }
    return list;
  }

  private boolean needsAll() {
    for (int i = 0; i < program.operations().size(); i++) {
      if (passes(program.with(i, List.of()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a program would be judged right. */
  boolean passes(Program other) {
    return agrees(other, HIDDEN);
  }

  /** Whether a program does the same, as far as all inputs tell. */
  boolean same(Program other) {
    return agrees(other, inputs.size());
  }

  private boolean agrees(Program other, int count) {
    for (int i = 0; i < count; i++) {
      if (!Arrays.equals(outputs.get(i), other.run(inputs.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Its program with operations that may change places in the order of their verbs. */
  Program ordered() {
    Program ordered = program;
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i + 1 < ordered.operations().size(); i++) {
        Operation one = ordered.operations().get(i);
        Operation next = ordered.operations().get(i + 1);
        if (one.verb().compareTo(next.verb()) > 0 && same(ordered.swapped(i))) {
          ordered = ordered.swapped(i);
          changed = true;
        }
      }
    }
    return ordered;
  }

  /** At most that many other programs that do the same. */
  List<Program> equivalents(int most, Dice dice) {
    List<Program> found = new ArrayList<>();
    List<Program> candidates = new ArrayList<>(Rewriting.reordered(program));
    candidates.addAll(Rewriting.reworded(program));
    for (Program candidate : dice.shuffled(candidates)) {
      if (found.size() < most && !found.contains(candidate) && same(candidate)) {
        found.add(candidate);
      }
    }
    return found;
  }

  /** Programs that are nearly right. */
  List<Program> slips(int count, Dice dice) {
    List<Program> slips = new ArrayList<>();
    for (int i = 0; i < 40 && slips.size() < count; i++) {
      Program slip = slip(dice);
      if (!slip.operations().isEmpty() && !slips.contains(slip) && !passes(slip)) {
        slips.add(slip);
      }
    }
    return slips;
  }

  private Program slip(Dice dice) {
    int place = dice.roll(program.operations().size());
    Operation operation = program.operations().get(place);
    int first = operation.first();
    int second = operation.second();
    return switch (dice.roll(4)) {
      case 0 -> program.with(place, List.of());
      case 1 -> {
        int more = first == 0 || operation.verb().ofLetters() ? first : first + 1;
        yield program.with(place, List.of(new Operation(operation.verb(), more, second)));
      }
      default -> {
        Verb other = dice.pick(Verb.of(program.kind()));
        yield other.like(operation.verb())
            ? program.with(place, List.of(new Operation(other, first, second)))
            : program.with(place, List.of(new Operation(operation.verb(), second, first)));
      }
    };
  }
}
