package dev.mneme.text;

import dev.mneme.data.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tokenizer file of llama2.c: {@code int32} length of the longest piece, then for each id a
 * {@code float32} score, an {@code int32} length and that many bytes of UTF-8, all little-endian.
 *
 * <p>Source: karpathy/llama2.c, tokenizer.py, {@code export}.
 */
final class ScoredBpeFile {

  private static final long LARGEST = 64L << 20;
  private static final int LONGEST_PIECE = 4096;
  private static final String[] SPECIAL = {"<unk>", "<s>", "</s>"};

  private final Path file;
  private final ByteBuffer bytes;

  private ScoredBpeFile(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  static ScoredBpe read(Path file) {
    ByteBuffer bytes = ByteBuffer.wrap(Json.bytes(file, LARGEST)).order(ByteOrder.LITTLE_ENDIAN);
    return new ScoredBpe(new ScoredBpeFile(file, bytes).pieces());
  }

  private List<ScoredBpe.Piece> pieces() {
    need(Integer.BYTES, "its first number");
    int longest = bytes.getInt();
    if (longest < 1 || longest > LONGEST_PIECE) {
      throw wrong("its longest piece would have %,d bytes", longest);
    }
    List<ScoredBpe.Piece> pieces = new ArrayList<>();
    while (bytes.hasRemaining()) {
      pieces.add(checked(pieces.size(), piece(pieces.size())));
    }
    if (pieces.size() <= ScoredBpe.FIRST_PIECE) {
      throw wrong(
          "it has %,d tokens; special tokens and bytes are %,d",
          pieces.size(), ScoredBpe.FIRST_PIECE);
    }
    return pieces;
  }

  private ScoredBpe.Piece piece(int id) {
    need(Float.BYTES + Integer.BYTES, "token " + id);
    float score = bytes.getFloat();
    int length = bytes.getInt();
    if (length < 1 || length > LONGEST_PIECE) {
      throw wrong("token %,d would have %,d bytes", id, length);
    }
    if (!Float.isFinite(score)) {
      throw wrong("token %,d has the score %s", id, score);
    }
    need(length, "token " + id);
    ByteBuffer text = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return new ScoredBpe.Piece(
          StandardCharsets.UTF_8.newDecoder().decode(text).toString(), score);
    } catch (CharacterCodingException broken) {
      throw wrong("token %,d is not UTF-8", id);
    }
  }

  /** Special tokens and bytes come first; llama2.c writes the special ones with line ends. */
  private ScoredBpe.Piece checked(int id, ScoredBpe.Piece piece) {
    if (id >= ScoredBpe.FIRST_PIECE) {
      return piece;
    }
    String expected =
        id < ScoredBpe.BYTES
            ? SPECIAL[id]
            : String.format(Locale.ROOT, "<0x%02X>", id - ScoredBpe.BYTES);
    if (!piece.text().strip().equals(expected)) {
      throw wrong("token %,d should be %s and is %s", id, expected, Json.quoted(piece.text()));
    }
    return new ScoredBpe.Piece(expected, piece.score());
  }

  private void need(int count, String what) {
    if (bytes.remaining() < count) {
      throw wrong("it ends within %s, at byte %,d", what, bytes.limit());
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not carry
  private InputException wrong(String what, Object... arguments) {
    return InputException.of(
        "%s is not a whole llama2.c tokenizer: %s. Get it again.",
        file, String.format(Locale.ROOT, what, arguments));
  }
}
