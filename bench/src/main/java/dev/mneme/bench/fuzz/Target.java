package dev.mneme.bench.fuzz;

import java.io.IOException;
import java.util.List;

/** A reader of untrusted files. */
interface Target {

  /** What separates files where a reader takes several; it is in no UTF-8. */
  byte BETWEEN = (byte) 0xff;

  /** Small files that are read without complaint. */
  List<byte[]> seeds();

  /** Words of the format, to be put where they may do harm. */
  List<String> words();

  /**
   * Puts right what would end most reading at the first byte, such as a length or a checksum.
   *
   * @param how bits of the input: 0 leaves the file as it is
   */
  default byte[] framed(byte[] file, int how) {
    return file;
  }

  /**
   * Reads the file and uses what was read.
   *
   * @throws dev.mneme.data.InputException if it is refused
   */
  void read(byte[] file) throws IOException;
}
