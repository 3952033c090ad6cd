package dev.mneme.lab.world.science;

import java.util.List;

/**
 * What is asked and what is true.
 *
 * @param others what else could be the answer: the other options of a choice, or values that a free
 *     answer may name
 * @param reason sentences that lead to the answer
 * @param choice whether the options are shown
 */
record Asked(
    String key,
    String question,
    String answer,
    List<String> others,
    String reason,
    boolean choice) {}
