package dev.mneme.tensor;

import org.bytedeco.pytorch.global.torch;

/** How many threads one native operation may use. */
public final class Threads {

  private Threads() {}

  /** Sets the number for operations started from this thread. */
  public static void use(int count) {
    Native.load();
    torch.set_num_threads(count);
  }

  /** The number in force on this thread. */
  public static int inUse() {
    Native.load();
    return torch.get_num_threads();
  }
}
