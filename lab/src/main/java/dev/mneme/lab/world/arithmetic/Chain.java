package dev.mneme.lab.world.arithmetic;

import dev.mneme.lab.chance.Dice;
import java.util.ArrayList;
import java.util.List;

/** A calculation, step by step from a first number. */
record Chain(int start, List<Step> steps) {

  /** The greatest number on the way. */
  private static final int MOST = 72;

  private static final int GREATEST_START = 40;
  private static final int GREATEST_OPERAND = 25;
  private static final int GREATEST_FACTOR = 5;
  private static final int GREATEST_SMALL = 20;
  private static final int GREATEST_SMALL_OPERAND = 9;

  private static final List<Operator> LIKELY =
      List.of(
          Operator.PLUS,
          Operator.PLUS,
          Operator.PLUS,
          Operator.MINUS,
          Operator.MINUS,
          Operator.MINUS,
          Operator.TIMES,
          Operator.TIMES,
          Operator.DIVIDE);

  private static final List<Operator> LOOSE = List.of(Operator.PLUS, Operator.MINUS);

  Chain {
    steps = List.copyOf(steps);
  }

  /** A calculation of that many steps, in which all numbers are positive. */
  static Chain draw(int length, Dice dice) {
    return draw(length, LIKELY, GREATEST_START, GREATEST_OPERAND, MOST, dice);
  }

  /** A calculation of that many sums and differences of small numbers. */
  static Chain small(int length, Dice dice) {
    return draw(length, LOOSE, GREATEST_SMALL, GREATEST_SMALL_OPERAND, GREATEST_SMALL, dice);
  }

  private static Chain draw(
      int length,
      List<Operator> operators,
      int greatestStart,
      int greatestOperand,
      int most,
      Dice dice) {
    int start = dice.between(2, greatestStart);
    List<Step> steps = new ArrayList<>(length);
    int now = start;
    while (steps.size() < length) {
      Operator operator = dice.pick(operators);
      int operand = operand(now, operator, greatestOperand, most, dice);
      if (operand > 0) {
        steps.add(Step.of(now, operator, operand));
        now = steps.getLast().after();
      }
    }
    return new Chain(start, steps);
  }

  /** What may be the other number; 0 if nothing may. */
  private static int operand(int now, Operator operator, int greatestOperand, int most, Dice dice) {
    int greatest =
        switch (operator) {
          case PLUS -> Math.min(greatestOperand, most - now);
          case MINUS -> Math.min(greatestOperand, now - 1);
          case TIMES -> Math.min(GREATEST_FACTOR, most / now);
          case DIVIDE -> Math.min(GREATEST_FACTOR, now - 1);
        };
    int operand = greatest < 2 ? 0 : dice.between(2, greatest);
    return operator == Operator.DIVIDE && operand > 0 && now % operand != 0 ? 0 : operand;
  }

  int result() {
    return steps.getLast().after();
  }

  /** As it is written, with brackets where they are needed: {@code (14 + 8) * 2}. */
  String expression() {
    String written = String.valueOf(start);
    boolean loose = false;
    for (Step step : steps) {
      boolean tight = step.operator().tight();
      String inner = tight && loose ? '(' + written + ')' : written;
      written = inner + ' ' + step.operator().sign() + ' ' + step.operand();
      loose = !tight;
    }
    return written;
  }

  /** The same with a slip in one step, from which the later steps go on; its result is wrong. */
  Chain slipped(Dice dice) {
    for (int i = 0; i < 8; i++) {
      Chain slipped = slipped(dice.roll(steps.size()), dice);
      if (slipped.plausible() && slipped.result() != result()) {
        return slipped;
      }
    }
    Step last = steps.getLast();
    List<Step> changed = new ArrayList<>(steps);
    changed.set(
        steps.size() - 1,
        new Step(last.operator(), last.operand(), last.before(), last.after() + 1));
    return new Chain(start, changed);
  }

  private Chain slipped(int place, Dice dice) {
    List<Step> changed = new ArrayList<>(steps.subList(0, place));
    int now = slip(steps.get(place), dice);
    Step there = steps.get(place);
    changed.add(new Step(there.operator(), there.operand(), there.before(), now));
    for (Step step : steps.subList(place + 1, steps.size())) {
      changed.add(Step.of(now, step.operator(), step.operand()));
      now = changed.getLast().after();
    }
    return new Chain(start, changed);
  }

  private static int slip(Step step, Dice dice) {
    return switch (dice.roll(4)) {
      case 0 -> step.after() + (dice.chance(0.5) ? 1 : -1);
      case 1 -> step.after() + (dice.chance(0.5) ? 10 : -10);
      case 2 -> step.after() + (dice.chance(0.5) ? 2 : -2);
      default ->
          switch (step.operator()) {
            case PLUS -> step.before() - step.operand();
            case MINUS, TIMES -> step.before() + step.operand();
            case DIVIDE -> step.before() - step.operand();
          };
    };
  }

  private boolean plausible() {
    return steps.stream()
        .allMatch(step ->
            step.after() >= 0
                && step.after() < 100
                && (step.operator() != Operator.DIVIDE || step.before() % step.operand() == 0));
  }
}
