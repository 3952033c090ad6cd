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
    READY('Y'),
    /** To the process: work for the interpreter. */
    REQUEST('R'),
    /** From the process: the tests want a result of the candidate. */
    ASK('Q'),
    /** To the process: that result. */
    ANSWER('A'),
    /** From the process: the work is done. */
    VALUE('V'),
    /** From the process: the {@link Ending} and, after a space, details. */
    FAILURE('F'),
    /** To the process: throw this interpreter away. */
    END('E');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Kind of(int letter) throws IOException {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IOException("no message of a sandbox");
    }
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
    out.writeByte(kind.letter);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  /** The next one, or null where the stream ends between two. */
  static @Nullable Frame read(DataInputStream in, int longest) throws IOException {
    int letter = in.read();
    if (letter < 0) {
      return null;
    }
    Kind kind = Kind.of(letter);
    int length = in.readInt();
    if (length < 0 || length > longest) {
      throw new IOException("no message of a sandbox");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("a message is cut short");
    }
    return new Frame(kind, new String(bytes, StandardCharsets.UTF_8));
  }
}
