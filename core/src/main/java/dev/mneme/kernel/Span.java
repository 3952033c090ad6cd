package dev.mneme.kernel;

/**
 * Neighbouring tokens of one sequence: each sees itself, those before it, and the stem that they go
 * on from.
 *
 * @param stem the first token of the stem
 * @param stemLength 0 where there is none
 * @param from the first of the tokens
 * @param count of the tokens
 */
public record Span(int stem, int stemLength, int from, int count) {

  /** Tokens that go on from nothing. */
  public static Span of(int from, int count) {
    return new Span(from, 0, from, count);
  }

  /** Tokens with the stem. */
  int length() {
    return stemLength + count;
  }

  /** Where the sequence's token at a place lies. */
  int token(int place) {
    return place < stemLength ? stem + place : from + place - stemLength;
  }
}
