package dev.mneme.lab.world.tools;

import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.world.Domain;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.wording.Wording;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.tools.ToolCallMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Calls of functions. Difficulty 1: one function is declared; 2: two, of which one is wanted or,
 * less often, both; 3: four, of which two are wanted; 4: five, of which two are wanted. Functions
 * of three arguments are declared and told about, but never wanted.
 */
public record Tools() implements Domain {

  private static final String COLUMN = "calls";

  private static final List<Purpose> LIGHT =
      Purposes.ALL.stream().filter(purpose -> purpose.parameters().size() < 3).toList();

  /** Share of difficulty 2 that wants two calls, so that what is new above it is not the list. */
  private static final double BOTH = 0.3;

  private static final List<String> ASKS =
      List.of(
          "I want to {wish}.",
          "I would like to {wish}.",
          "Help me to {wish}.",
          "I need to {wish}.");

  @Override
  public String name() {
    return "tools";
  }

  @Override
  public String about() {
    return "calls of functions that are described in the prompt, as JSON";
  }

  @Override
  public TextVerifier verifier() {
    return new ToolCallMatch(COLUMN, "", false, false);
  }

  @Override
  public Problem draw(int difficulty, Dice dice) {
    boolean both = difficulty == 2 && dice.chance(BOTH);
    int wanted = both || difficulty > 2 ? 2 : 1;
    int declared = difficulty > 2 ? difficulty + 1 : difficulty;
    List<Purpose> purposes = new ArrayList<>();
    while (purposes.size() < wanted) {
      add(LIGHT, purposes, dice);
    }
    while (purposes.size() < declared) {
      add(Purposes.ALL, purposes, dice);
    }
    List<Function> functions =
        purposes.stream().map(purpose -> Function.draw(purpose, dice)).toList();
    List<Call> calls =
        dice.shuffled(functions.subList(0, wanted)).stream().map(each -> each.call(dice)).toList();
    return new Problem(
        calls.stream().map(Call::key).sorted().collect(Collectors.joining(" and ")),
        false,
        prompt(dice.shuffled(functions), calls, dice),
        right(calls, dice),
        foreign(calls),
        wrong(calls, functions, dice),
        foreignWrong(calls),
        Map.of(COLUMN, listed(calls)));
  }

  /** Adds one that is not there yet. */
  private static void add(List<Purpose> from, List<Purpose> purposes, Dice dice) {
    int before = purposes.size();
    while (purposes.size() == before) {
      Purpose purpose = dice.pick(from);
      if (!purposes.contains(purpose)) {
        purposes.add(purpose);
      }
    }
  }

  private static String prompt(List<Function> functions, List<Call> calls, Dice dice) {
    String declarations =
        functions.stream().map(Function::declaration).collect(Collectors.joining("\n"));
    String wishes =
        calls.stream().map(call -> call.wish(dice)).collect(Collectors.joining(" and to "));
    return declarations + '\n' + Wording.fill(dice.pick(ASKS), Map.of("wish", wishes));
  }

  private static List<String> right(List<Call> calls, Dice dice) {
    String names =
        calls.stream().map(call -> call.function().name()).collect(Collectors.joining(" and "));
    String json = listed(calls);
    String reversed =
        calls.size() == 1
            ? calls.getFirst().jsonReversed()
            : calls.stream().map(Call::jsonReversed).collect(Collectors.joining(", ", "[", "]"));
    String thought =
        dice.chance(0.5)
            ? "I can use " + names + " for this."
            : "The right choice is " + names + '.';
    return List.of(
        thought + '\n' + json, json, reversed, "Here is the call:\n" + lines(calls, false));
  }

  /** A list only where there are several. */
  private static String listed(List<Call> calls) {
    return calls.size() == 1
        ? calls.getFirst().json()
        : calls.stream().map(Call::json).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String lines(List<Call> calls, boolean tagged) {
    return calls.stream()
        .map(call -> tagged ? "<tool_call>" + call.json() + "</tool_call>" : call.json())
        .collect(Collectors.joining("\n"));
  }

  private static List<String> foreign(List<Call> calls) {
    return List.of(
        calls.stream()
            .map(call ->
                "Thought: the request demands %s.\nAction: %s\nAction Input: %s"
                    .formatted(call.function().name(), call.function().name(), call.object(false)))
            .collect(Collectors.joining("\n")),
        "Certainly! Based upon the available signatures, invoking the following satisfies your request:\n"
            + lines(calls, true));
  }

  /** With another argument, drawn by the call alone: dice of others go on as they were. */
  private static List<String> foreignWrong(List<Call> calls) {
    Call call = calls.getFirst();
    return foreign(first(call.withOtherArgument(new Dice(0, call.json(), 0)), calls));
  }

  private static List<String> wrong(List<Call> calls, List<Function> functions, Dice dice) {
    Call call = calls.getFirst();
    List<String> wrong = new ArrayList<>();
    wrong.add(
        "I can use %s for this.\n%s"
            .formatted(call.function().name(), listed(first(call.withOtherArgument(dice), calls))));
    wrong.add(listed(first(call.misnamed(dice), calls)));
    if (calls.size() > 1) {
      wrong.add(call.json());
    } else if (functions.size() > 1) {
      wrong.add(functions.getLast().call(dice).json());
    } else {
      wrong.add(call.withoutLast().json());
    }
    return wrong;
  }

  private static List<Call> first(Call changed, List<Call> calls) {
    List<Call> all = new ArrayList<>(calls);
    all.set(0, changed);
    return all;
  }

  @Override
  public String document(Dice dice) {
    Function function = Function.draw(dice.pick(Purposes.ALL), dice);
    Call call = function.call(dice);
    return switch (dice.roll(3)) {
      case 0 ->
          "The function %s %s. Those who want to %s can use it. It needs %s."
              .formatted(
                  function.head(), function.purpose().does(), call.wish(dice), needs(function));
      case 1 ->
          "%s It needs %s, such as %s. It is called with JSON that has a name and arguments."
              .formatted(
                  function.declaration(), needs(function), String.join(" and ", call.arguments()));
      default ->
          "%s wants to %s. The function %s %s, so it is called with %s."
              .formatted(
                  Values.PERSON.draw(dice),
                  call.wish(dice),
                  function.name(),
                  function.purpose().does(),
                  String.join(", ", call.arguments()));
    };
  }

  private static String needs(Function function) {
    return function.parameters().stream().collect(Collectors.joining(" and "));
  }
}
