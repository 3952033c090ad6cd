package dev.mneme.sandbox;

import dev.mneme.data.InputException;
import java.time.Duration;

/**
 * What one program may use.
 *
 * @param time of the processor and of waiting, over the program and all calls of the tests; a busy
 *     machine does not shorten it
 * @param memoryMiB of the interpreter's heap, 64 or more
 * @param outputBytes printed; what is printed is thrown away
 * @param valueCharacters of one result or one list of arguments, written out
 */
public record Limits(Duration time, int memoryMiB, int outputBytes, int valueCharacters) {

  /** 10 s, 256 MiB, 1 MiB of output, values of 4 million characters. */
  public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 256, 1 << 20, 4_000_000);

  public Limits {
    if (time.compareTo(Duration.ofMillis(100)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
      throw new InputException("a sandbox's time must lie between 0.1 s and an hour.");
    }
    if (memoryMiB < 64 || memoryMiB > 65_536) {
      throw new InputException("a sandbox's memory must lie between 64 and 65,536 MiB.");
    }
    if (outputBytes < 0 || valueCharacters < 1_000 || valueCharacters > 100_000_000) {
      throw new InputException("a sandbox's limits of output and values must be sensible sizes.");
    }
  }
}
