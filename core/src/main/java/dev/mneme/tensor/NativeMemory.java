package dev.mneme.tensor;

import org.bytedeco.javacpp.Pointer;

/** Memory of native code, which the JVM knows nothing of. */
public final class NativeMemory {

  private NativeMemory() {}

  /**
   * Hands pages that hold nothing any more back to the system. The allocator keeps them otherwise,
   * in pieces which later tensors of other shapes do not fit into, so a process that trains one
   * model after the other would grow. Does nothing where the allocator has no such call.
   */
  public static void giveBack() {
    Native.load();
    Pointer.trimMemory();
  }
}
