/**
 * What a paper says, and whether runs say it too.
 *
 * <p>Entry type: {@link dev.mneme.lab.claim.Claim}.
 *
 * <p>Invariant: a claim holds, does not hold, or cannot be told; a number without an interval
 * decides nothing.
 */
@NullMarked
package dev.mneme.lab.claim;

import org.jspecify.annotations.NullMarked;
