package dev.mneme.task.instructions;

import java.util.function.ToLongFunction;

/**
 * Something is counted and compared with a number.
 *
 * @param what is counted, in the plural: {@code "words"}
 * @param counter counts it in a response
 * @param relation of the count to {@code wanted}
 * @param wanted at least 0
 */
record Counted(String what, ToLongFunction<String> counter, Relation relation, long wanted)
    implements Instruction {

  @Override
  public Finding check(String response) {
    long count = counter.applyAsLong(response);
    return new Finding(
        relation.holds(count, wanted),
        "%d %s, %s %d wanted".formatted(count, what, relation.words(), wanted));
  }
}
