package dev.mneme.app.language;

import dev.mneme.data.InputException;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Threads;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On what, in what numbers and on how many threads a model computes. */
public final class ComputeOptions {

  private static final int MOST_THREADS = 1024;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "compute in f32, bf16 or f16 (default: f32)")
  private Precision precision = Precision.F32;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "native threads (default: libtorch's choice, one a core)")
  private @Nullable Integer threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "compute on cpu, cuda (the first GPU), cuda:N, or auto: a GPU where there is one (default: cpu)")
  private String device = DeviceChoice.PROCESSOR.name();

  /**
   * What to compute on.
   *
   * @throws InputException if there is no such device
   */
  public Device device() {
    try {
      return new DeviceChoice(device).device();
    } catch (IllegalArgumentException unknown) {
      throw new InputException("--device " + unknown.getMessage(), unknown);
    }
  }

  public ElementType precision() {
    return precision.type();
  }

  /** How many threads were asked for, if any. */
  public OptionalInt threads() {
    return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
  }

  /**
   * Has this process compute on as many threads as were asked for.
   *
   * @throws InputException if that is no number of threads
   */
  public void useThreads() {
    if (threads != null) {
      if (threads < 1 || threads > MOST_THREADS) {
        throw InputException.of(
            "--threads must lie between 1 and %d, was %d.", MOST_THREADS, threads);
      }
      Threads.use(threads);
    }
  }
}
