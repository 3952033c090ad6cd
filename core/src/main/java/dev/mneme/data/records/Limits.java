package dev.mneme.data.records;

/**
 * How much of an untrusted file is believed.
 *
 * @param lineBytes the longest row, in bytes of JSON
 * @param depth how deep lists and objects may be nested in a row
 * @param unpackedBytes how much disk the unpacked rows of compressed, Parquet and CSV files may
 *     take together
 */
public record Limits(int lineBytes, int depth, long unpackedBytes) {

  /** 16 MiB a row, 64 levels, 256 GiB unpacked. */
  public static final Limits DEFAULT = new Limits(16 << 20, 64, 256L << 30);

  public Limits {
    if (lineBytes < 1 || depth < 1 || unpackedBytes < 1) {
      throw new IllegalArgumentException(
          "limits of rows must be positive, were %d bytes a line, depth %d, %d bytes unpacked"
              .formatted(lineBytes, depth, unpackedBytes));
    }
  }
}
