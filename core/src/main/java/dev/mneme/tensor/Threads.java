package dev.mneme.tensor;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/** How many threads one native operation may use. */
public final class Threads {

  /** Numbers, in tensors of a small model's sizes: half a millisecond's work. */
  private static final long WORTH_DIVIDING = 1 << 22;

  private Threads() {}

  /** Sets the number for operations started from this thread. */
  public static void use(int count) {
    Native.load();
    torch.set_num_threads(count);
  }

  /**
   * Does what works through so many numbers with one native thread where dividing it would take
   * longer than doing it.
   */
  public static <T> T through(long numbers, Supplier<T> work) {
    return numbers > WORTH_DIVIDING ? work.get() : one(work);
  }

  /** Does work with one native thread. */
  public static <T> T one(Supplier<T> work) {
    int before = inUse();
    use(1);
    try {
      return work.get();
    } finally {
      use(before);
    }
  }

  /** The number in force on this thread. */
  public static int inUse() {
    Native.load();
    return torch.get_num_threads();
  }
}
