package dev.mneme.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Byte pair encoding by scores, as SentencePiece and llama2.c do it: a space goes in front, the
 * text is cut into characters, and again and again the two neighbours whose join has the highest
 * score are joined (of equals the leftmost), until no neighbours join. A character that has no
 * piece becomes its bytes.
 *
 * <p>Ids: 0 unknown, 1 begins, 2 ends, 3 to 258 the bytes, then the pieces. The queue makes a text
 * of n characters cost n log n.
 */
final class ScoredBpe implements Tokenizer {

  static final int BYTES = 3;
  static final int FIRST_PIECE = BYTES + 256;

  private static final Map<String, Integer> SPECIAL = Map.of("<s>", 1, "</s>", 2);

  private final List<Piece> pieces;
  private final Map<String, Integer> ids = new HashMap<>();
  private final SpecialTexts special = new SpecialTexts(SPECIAL);

  /** A token's text and how eagerly it is joined. */
  record Piece(String text, float score) {}

  ScoredBpe(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    for (int id = FIRST_PIECE; id < pieces.size(); id++) {
      ids.putIfAbsent(pieces.get(id).text(), id);
    }
  }

  List<Piece> pieces() {
    return pieces;
  }

  @Override
  public int[] encode(String text) {
    return encodeWithSpans(text).ids();
  }

  @Override
  public TokenSpans encodeWithSpans(String text) {
    TokenSpans.Builder spans = new TokenSpans.Builder();
    for (SpecialTexts.Part part : special.parts(text)) {
      Integer id = part.id();
      if (id != null) {
        spans.add(id, part.from(), part.to());
      } else {
        encodePlain(text, part, spans);
      }
    }
    return spans.build();
  }

  /** Begins with {@code <s>}. */
  @Override
  public int[] encodeDocument(String text) {
    int[] plain = encode(text);
    int[] document = new int[plain.length + 1];
    document[0] = 1;
    System.arraycopy(plain, 0, document, 1, plain.length);
    return document;
  }

  private void encodePlain(String text, SpecialTexts.Part part, TokenSpans.Builder spans) {
    int at = part.from() - 1; // the space in front is not in the text
    int bytesLeft = 0;
    for (int id : new Joins(symbols(" " + text.substring(part.from(), part.to()))).run()) {
      int from = Math.max(at, part.from());
      if (id >= FIRST_PIECE) {
        at += pieces.get(id).text().length();
        spans.add(id, from, at);
        continue;
      }
      if (bytesLeft == 0) {
        bytesLeft = at < part.from() ? 1 : utf8Length(text.codePointAt(at));
      }
      int to = at < part.from() ? part.from() : at + Character.charCount(text.codePointAt(at));
      spans.add(id, from, to);
      bytesLeft--;
      at = bytesLeft == 0 ? to : at;
    }
  }

  private static int utf8Length(int character) {
    return Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
  }

  private int[] symbols(String text) {
    Ids symbols = new Ids();
    text.codePoints()
        .forEach(point -> {
          String character = Character.toString(point);
          Integer id = ids.get(character);
          if (id != null) {
            symbols.add(id);
            return;
          }
          for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(BYTES + (b & 0xff));
          }
        });
    return symbols.toArray();
  }

  /** A possible join of the symbols at two places, and what they were when it was found. */
  private record Join(float score, int left, int right, int leftId, int rightId, int joined)
      implements Comparable<Join> {
    @Override
    public int compareTo(Join other) {
      int byScore = Float.compare(other.score, score);
      return byScore != 0 ? byScore : Integer.compare(left, other.left);
    }
  }

  /** The symbols of one text as a linked list over arrays, and the joins still possible. */
  private final class Joins {

    private static final int GONE = -1;

    private final int[] symbols;
    private final int[] next;
    private final int[] previous;
    private final PriorityQueue<Join> queue = new PriorityQueue<>();

    Joins(int[] symbols) {
      this.symbols = symbols;
      next = new int[symbols.length];
      previous = new int[symbols.length];
      for (int i = 0; i < symbols.length; i++) {
        next[i] = i + 1;
        previous[i] = i - 1;
      }
    }

    int[] run() {
      for (int i = 0; i + 1 < symbols.length; i++) {
        offer(i, i + 1);
      }
      for (Join join = queue.poll(); join != null; join = queue.poll()) {
        if (symbols[join.left] == join.leftId
            && symbols[join.right] == join.rightId
            && next[join.left] == join.right) {
          apply(join);
        }
      }
      return Arrays.stream(symbols).filter(id -> id != GONE).toArray();
    }

    private void apply(Join join) {
      int after = next[join.right];
      symbols[join.left] = join.joined;
      symbols[join.right] = GONE;
      next[join.left] = after;
      if (after < symbols.length) {
        previous[after] = join.left;
        offer(join.left, after);
      }
      if (previous[join.left] >= 0) {
        offer(previous[join.left], join.left);
      }
    }

    private void offer(int left, int right) {
      Integer joined = joined(symbols[left], symbols[right]);
      if (joined != null) {
        queue.add(
            new Join(
                pieces.get(joined).score(), left, right, symbols[left], symbols[right], joined));
      }
    }
  }

  /** The piece that two pieces make; bytes and special tokens make none. */
  private @Nullable Integer joined(int left, int right) {
    if (left < FIRST_PIECE || right < FIRST_PIECE) {
      return null;
    }
    return ids.get(pieces.get(left).text() + pieces.get(right).text());
  }

  @Override
  public String decode(int[] tokens) {
    return decode(tokens, false);
  }

  @Override
  public String decodeWithSpecial(int[] tokens) {
    return decode(tokens, true);
  }

  /** The space put in front when encoding is taken away again. */
  private String decode(int[] tokens, boolean withSpecial) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * tokens.length);
    for (int id : tokens) {
      boolean special = id >= 0 && id < BYTES;
      boolean piece = id >= FIRST_PIECE && id < pieces.size();
      if (piece || (special && withSpecial)) {
        bytes.writeBytes(pieces.get(id).text().getBytes(StandardCharsets.UTF_8));
      } else if (id >= BYTES && id < FIRST_PIECE) {
        bytes.write(id - BYTES);
      }
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return text.startsWith(" ") ? text.substring(1) : text;
  }

  @Override
  public int vocabularySize() {
    return pieces.size();
  }

  @Override
  public SpecialIds specialIds() {
    return new SpecialIds(
        OptionalInt.of(1), OptionalInt.of(2), OptionalInt.empty(), OptionalInt.of(0));
  }

  /** As a {@code tokenizer.json}, which other programs read too. */
  @Override
  public void save(Path folder) {
    TokenizerFolder.write(
        folder, TokenizerFolder.TOKENIZER, Json.compact(ScoredBpeExport.tokenizerJson(this)));
    TokenizerFolder.writeConfig(folder, ScoredBpeExport.tokenizerConfig());
  }
}
