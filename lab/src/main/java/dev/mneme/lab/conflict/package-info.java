/**
 * Two losses in a plane that pull apart: the smallest place in which weights of objectives can be
 * compared.
 *
 * <p>Entry types: {@link dev.mneme.lab.conflict.Landscape} has the losses, {@link
 * dev.mneme.lab.conflict.Descent} goes down them once, {@link dev.mneme.lab.conflict.ConflictStudy}
 * does so with every way of weighing, from every start, with several seeds.
 *
 * <p>Invariants: a descent is a function of its trial; losses are told without their noise.
 */
@NullMarked
package dev.mneme.lab.conflict;

import org.jspecify.annotations.NullMarked;
