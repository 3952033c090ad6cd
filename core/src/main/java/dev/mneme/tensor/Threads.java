package dev.mneme.tensor;

import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** How many threads one native operation may use. */
public final class Threads {

  private Threads() {}

  /**
   * Sets the number for operations started from this thread, and makes its arithmetic treat numbers
   * below 1e-38 as 0: moments of weights that never move decay into that range, where processors
   * are many times slower.
   */
  public static void use(int count) {
    Native.load();
    torch.set_num_threads(count);
    Context.setFlushDenormal(true);
  }

  /** The number in force on this thread. */
  public static int inUse() {
    Native.load();
    return torch.get_num_threads();
  }
}
