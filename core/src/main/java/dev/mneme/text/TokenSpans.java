package dev.mneme.text;

/**
 * The ids of a text and where they are in it. Tokens that share a character, as bytes of one do,
 * all span it.
 *
 * @param ids in order
 * @param from the first character of each, counted as {@code String} counts
 * @param to one more than the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copies would cost what arrays save
public record TokenSpans(int[] ids, int[] from, int[] to) {

  /** Grows token by token. */
  static final class Builder {
    private final Ids ids = new Ids();
    private final Ids from = new Ids();
    private final Ids to = new Ids();

    void add(int id, int begin, int end) {
      ids.add(id);
      from.add(begin);
      to.add(end);
    }

    TokenSpans build() {
      return new TokenSpans(ids.toArray(), from.toArray(), to.toArray());
    }
  }
}
