package dev.mneme.sandbox;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message between a sandbox and its processes: a kind of one byte, a length of four, UTF-8.
 *
 * <p>No Java object is ever read from a process, only this.
 */
record Frame(Kind kind, String text) {

  enum Kind {
    /** From the process: a fresh interpreter waits. */
    READY,
    /** To the process: work for the interpreter. */
    REQUEST,
    /** From the process: the tests want a result of the candidate. */
    ASK,
    /** To the process: that result. */
    ANSWER,
    /** From the process: the work is done. */
    VALUE,
    /** From the process: the {@link Ending} and, after a space, details. */
    FAILURE,
    /** To the process: throw this interpreter away. */
    END
  }

  /** Of one text; a value may take four bytes a character. */
  static int longest(Limits limits) {
    return 4 * limits.valueCharacters() + 100_000;
  }

  static Frame failure(Ending ending, String details) {
    return new Frame(Kind.FAILURE, ending.name() + " " + details);
  }

  void write(DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(kind.ordinal());
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  /** The next one, or null where the stream ends between two. */
  static @Nullable Frame read(DataInputStream in, int longest) throws IOException {
    int kind = in.read();
    if (kind < 0) {
      return null;
    }
    int length = in.readInt();
    if (kind >= Kind.values().length || length < 0 || length > longest) {
      throw new IOException("no message of a sandbox");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("a message is cut short");
    }
    return new Frame(Kind.values()[kind], new String(bytes, StandardCharsets.UTF_8));
  }
}
