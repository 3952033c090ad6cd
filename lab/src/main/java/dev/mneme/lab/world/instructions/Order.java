package dev.mneme.lab.world.instructions;

import java.util.Map;
import java.util.TreeMap;

/**
 * An instruction.
 *
 * @param id as {@link dev.mneme.task.instructions.InstructionFollowing} knows it
 * @param text as the user says it
 * @param word that it is about, or an empty text
 * @param number that it is about, or 0
 */
record Order(
    Rule rule, String id, String text, String word, int number, Map<String, Object> kwargs) {

  Order {
    kwargs = new TreeMap<>(kwargs);
  }
}
