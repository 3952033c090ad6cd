/**
 * The ways of weighing objectives that the studies hold against each other.
 *
 * <p>Entry type: {@link dev.mneme.lab.balance.Balance}.
 *
 * <p>Invariant: each is one of {@code dev.mneme.preserve}, with the settings of its paper; nothing
 * is weighed here.
 */
@NullMarked
package dev.mneme.lab.balance;

import org.jspecify.annotations.NullMarked;
