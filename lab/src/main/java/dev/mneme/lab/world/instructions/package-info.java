/**
 * Tasks with instructions that a program can check.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.instructions.Following}. Invariant: the answers are
 * judged by {@link dev.mneme.task.instructions.InstructionFollowing}, as those of IFEval are.
 */
@NullMarked
package dev.mneme.lab.world.instructions;

import org.jspecify.annotations.NullMarked;
