package dev.mneme.lab.world.arithmetic;

/**
 * One step of a calculation.
 *
 * @param after what it is said to give, which may be a slip
 */
record Step(Operator operator, int operand, int before, int after) {

  static Step of(int before, Operator operator, int operand) {
    return new Step(operator, operand, before, operator.apply(before, operand));
  }

  /** {@code 14 + 8 = 22}. */
  String sum() {
    return before + " " + operator.sign() + ' ' + operand + " = " + after;
  }

  /** {@code 14 plus 8 is 22}. */
  String words() {
    return before + " " + operator.word() + ' ' + operand + " is " + after;
  }

  String command() {
    return operator.command(operand);
  }
}
