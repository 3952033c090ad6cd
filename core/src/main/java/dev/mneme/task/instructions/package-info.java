/**
 * Instructions that a program can check, such as "at least 300 words" or "no commas": the 25 types
 * of IFEval (Zhou et al. 2023, arXiv 2311.07911), with the verdicts of its reference
 * implementation.
 *
 * <p>Entry types: {@link dev.mneme.task.instructions.InstructionFollowing} (judges a response by
 * the columns of its row), {@link dev.mneme.task.instructions.Instructions} (the registry from id
 * to {@link dev.mneme.task.instructions.Instruction}), {@link
 * dev.mneme.task.instructions.FollowingRates} (accuracy by prompt and by instruction).
 *
 * <p>Invariants: responses are untrusted, so every check takes time in proportion to the response
 * and to the row; letters, white space and digits are what they are to Python, in which the
 * reference is written; equal inputs get equal verdicts.
 */
@NullMarked
package dev.mneme.task.instructions;

import org.jspecify.annotations.NullMarked;
