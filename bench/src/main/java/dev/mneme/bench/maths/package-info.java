/** Hostile answers for the verifier of final answers: {@link dev.mneme.bench.maths.MathFuzz}. */
@NullMarked
package dev.mneme.bench.maths;

import org.jspecify.annotations.NullMarked;
