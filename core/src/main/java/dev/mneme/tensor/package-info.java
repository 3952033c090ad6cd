/**
 * The thin layer over libtorch: native memory, random numbers, gradients and the few operators
 * whose raw calls are awkward or differ between releases.
 *
 * <p>Entry types: {@link dev.mneme.tensor.Scope} (who frees what), {@link dev.mneme.tensor.Device}
 * (where tensors lie), {@link dev.mneme.tensor.Tensors} (tensors from and to Java values), {@link
 * dev.mneme.tensor.Gradients} (differentiation), {@link dev.mneme.tensor.RandomStreams} (named
 * randomness), {@link dev.mneme.tensor.Parameters} (an ordered set of named weights).
 *
 * <p>Invariants: new tensors lie on the current device, and what is read of one goes through the
 * processor; {@code org.bytedeco.pytorch.Tensor} and {@code Scalar} are the only native types that
 * leave this package; every tensor made inside a scope is freed when the scope closes unless the
 * scope was told to keep it; no global seed is ever set or read.
 */
@NullMarked
package dev.mneme.tensor;

import org.jspecify.annotations.NullMarked;
