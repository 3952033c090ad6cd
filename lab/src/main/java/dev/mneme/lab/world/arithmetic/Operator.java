package dev.mneme.lab.world.arithmetic;

/** What is done with a number and another one. */
enum Operator {
  PLUS("+", "plus"),
  MINUS("-", "minus"),
  TIMES("*", "times"),
  DIVIDE("/", "divided by");

  private final String sign;
  private final String word;

  Operator(String sign, String word) {
    this.sign = sign;
    this.word = word;
  }

  String sign() {
    return sign;
  }

  String word() {
    return word;
  }

  /** Whether it binds as closely as a product does. */
  boolean tight() {
    return this == TIMES || this == DIVIDE;
  }

  int apply(int before, int operand) {
    return switch (this) {
      case PLUS -> before + operand;
      case MINUS -> before - operand;
      case TIMES -> before * operand;
      case DIVIDE -> before / operand;
    };
  }

  /** What someone is told to do. */
  String command(int operand) {
    return switch (this) {
      case PLUS -> "add " + operand;
      case MINUS -> "take away " + operand;
      case TIMES -> "multiply by " + operand;
      case DIVIDE -> "divide by " + operand;
    };
  }
}
