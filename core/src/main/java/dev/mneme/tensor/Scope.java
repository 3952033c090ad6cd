package dev.mneme.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Native memory of a stretch of code on one thread: what is created between {@link #open()} and
 * {@link #close()} is freed at the close, whatever the garbage collector does.
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {
 *   Tensor loss = …;
 *   result = step.keep(loss.detach());   // survives: now owned by the enclosing scope, or by the caller
 * }
 * }</pre>
 *
 * Scopes nest like blocks. A kept tensor belongs to the enclosing scope; where there is none, its
 * receiver closes it.
 */
public final class Scope implements AutoCloseable {

  private final PointerScope scope = new PointerScope();
  private final List<Pointer> kept = new ArrayList<>();

  private Scope() {}

  /** Opens a scope on this thread; close it on the same thread, innermost first. */
  public static Scope open() {
    Native.load();
    return new Scope();
  }

  /** Lets a tensor outlive this scope. */
  public Tensor keep(Tensor tensor) {
    kept.add(tensor.retainReference());
    return tensor;
  }

  /**
   * Makes a tensor that was kept on another thread belong to the scope that is open on this one;
   * without one its receiver still closes it.
   */
  static void adopt(Tensor tensor) {
    PointerScope inner = PointerScope.getInnerScope();
    if (inner != null) {
      inner.attach(tensor);
      tensor.releaseReference();
    }
  }

  @Override
  public void close() {
    scope.close();
    // Inside a still open outer scope the extra reference moves to it; otherwise the caller now
    // holds the only one.
    PointerScope outer = PointerScope.getInnerScope();
    if (outer != null) {
      for (Pointer pointer : kept) {
        outer.attach(pointer);
        pointer.releaseReference();
      }
    }
  }
}
