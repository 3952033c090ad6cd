package dev.mneme.lab.world.code;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Programs to write. Difficulty is the number of operations. */
public record Code() implements Domain {

  @Override
  public String name() {
    return "code";
  }

  @Override
  public String about() {
    return "short programs over lists of numbers and words, judged by running them";
  }

  @Override
  public TextVerifier verifier() {
    return new RunsRight();
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    Puzzle puzzle = Puzzle.draw(difficulty, dice);
    Program program = puzzle.program();
    List<String> steps = new ArrayList<>();
    program.operations().forEach(operation -> steps.add(operation.words(dice)));
    return new Problem(
        puzzle.ordered().code(),
        false,
        question(program.kind(), steps, dice) + example(program, dice),
        right(puzzle, steps, dice),
        foreign(puzzle),
        wrong(puzzle, steps, dice),
        List.of(),
        RunsRight.columns(program, puzzle.hidden()));
  }

  private static String question(Kind kind, List<String> steps, Dice dice) {
    return switch (dice.roll(4)) {
      case 0 ->
          "Write a program for %s that %s."
              .formatted(kind.words(), inOrder(steps.stream().map(Code::does).toList()));
      case 1 -> "I have %s. %s. Write a program for it.".formatted(kind.words(), told(steps));
      case 2 -> "Given %s, a program should %s. Write it.".formatted(kind.words(), inOrder(steps));
      default -> "Make a program that takes %s. %s.".formatted(kind.words(), told(steps));
    };
  }

  /** {@code keep the even numbers, then sort the numbers}. */
  private static String inOrder(List<String> steps) {
    return String.join(", then ", steps);
  }

  /** {@code Keep the even numbers. Then sort the numbers}. */
  private static String told(List<String> steps) {
    return Wording.capital(String.join(". Then ", steps));
  }

  /** With the first word as others say it: {@code keep} becomes {@code keeps}. */
  private static String does(String step) {
    int end = step.indexOf(' ');
    String verb = step.substring(0, end);
    String said =
        verb.endsWith("ly")
            ? verb.substring(0, verb.length() - 1) + "ies"
            : verb + (verb.endsWith("ss") ? "es" : "s");
    return said + step.substring(end);
  }

  private static String example(Program program, Dice dice) {
    int[] input = Puzzle.input(program, dice);
    int[] output = program.run(input);
    boolean shown =
        dice.chance(0.4)
            && output.length > 0
            && Arrays.stream(output).allMatch(each -> each < 100 || program.kind() == Kind.WORD);
    return shown
        ? " For example, %s becomes %s."
            .formatted(program.kind().written(input), program.kind().written(output))
        : "";
  }

  private static List<String> right(Puzzle puzzle, List<String> steps, Dice dice) {
    String code = puzzle.program().code();
    List<Program> equivalents = puzzle.equivalents(2, dice);
    Set<String> right = new LinkedHashSet<>();
    right.add(told(steps) + ".\n" + code);
    equivalents.stream().limit(1).forEach(each -> right.add("The program is:\n" + each.code()));
    right.add(code);
    equivalents.stream().skip(1).forEach(each -> right.add(each.code()));
    right.add(dice.chance(0.5) ? "```\n" + code + "\n```" : '`' + code + '`');
    return List.copyOf(right);
  }

  private static List<String> foreign(Puzzle puzzle) {
    String piped = puzzle.program().piped();
    String kind = puzzle.program().kind().code();
    return List.of(
        "Solution. Pipe the input `%s` through every stage:\n```\n%s\n```\nEach stage consumes the previous result."
            .formatted(kind, piped),
        "def solve(%s):\n%s\n# complexity: linear".formatted(kind, piped));
  }

  private static List<String> wrong(Puzzle puzzle, List<String> steps, Dice dice) {
    List<String> wrong = new ArrayList<>();
    for (Program slip : puzzle.slips(2, dice)) {
      wrong.add(wrong.isEmpty() ? told(steps) + ".\n" + slip.code() : slip.code());
    }
    String code = puzzle.program().code();
    wrong.add(dice.chance(0.5) ? code.replace("(", " ").replace(")", "") : told(steps) + '.');
    return wrong;
  }

  @Override
  public String document(Dice dice) {
    Kind kind = dice.chance(0.65) ? Kind.LIST : Kind.WORD;
    return dice.chance(0.5) ? explained(kind, dice) : traced(kind, dice);
  }

  /** What one operation does, with examples. */
  private static String explained(Kind kind, Dice dice) {
    Program program = drawn(kind, 1, dice);
    Operation operation = program.operations().getFirst();
    StringBuilder text = new StringBuilder(160);
    text.append("Use ").append(operation.code()).append(" to ").append(operation.words(dice));
    text.append('.');
    for (int i = 0; i < 2; i++) {
      int[] input = Puzzle.input(program, dice);
      text.append(i == 0 ? " It turns " : " From ").append(kind.written(input));
      text.append(i == 0 ? " into " : " it makes ").append(shown(kind, program.run(input)));
      text.append('.');
    }
    return text.toString();
  }

  /** What becomes of an input, operation by operation. */
  private static String traced(Kind kind, Dice dice) {
    Program program = drawn(kind, dice.between(2, 3), dice);
    int[] value = Puzzle.input(program, dice);
    StringBuilder text = new StringBuilder(200);
    text.append("Start with the ").append(kind.code()).append(' ').append(kind.written(value));
    text.append('.');
    for (Operation operation : program.operations()) {
      value = operation.run(value);
      text.append(" To ").append(operation.words(dice)).append(", do ").append(operation.code());
      text.append(". Now it is ").append(shown(kind, value)).append('.');
    }
    return text.toString();
  }

  private static Program drawn(Kind kind, int operations, Dice dice) {
    Program program = Puzzle.draw(operations, dice).program();
    return program.kind() == kind ? program : drawn(kind, operations, dice);
  }

  private static String shown(Kind kind, int[] value) {
    return value.length == 0 ? "empty" : kind.written(value);
  }
}
