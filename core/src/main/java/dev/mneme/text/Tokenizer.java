package dev.mneme.text;

import java.nio.file.Path;

/**
 * Text to token ids and back. Implementations hold no state between calls and may be shared by
 * threads until closed.
 *
 * <p>Special tokens written in a text, as chat templates write them, become their ids: {@code
 * encode("<s>")} is one id where {@code <s>} is special. A model may score more ids than its
 * tokenizer knows, because tables are padded; such ids read as nothing.
 */
public interface Tokenizer extends AutoCloseable {

  /** The ids of a text and nothing before or after it. */
  int[] encode(String text);

  /** As {@link #encode}, with the characters that each id stands for. */
  TokenSpans encodeWithSpans(String text);

  /**
   * The ids of a whole document: {@link #encode} between the special tokens that this tokenizer's
   * model saw around a document in training (often a BOS in front, often nothing).
   */
  int[] encodeDocument(String text);

  /** What a reader sees: special tokens are left out; bytes that are no UTF-8 read as U+FFFD. */
  String decode(int[] ids);

  /** As {@link #decode}, with special tokens written out. */
  String decodeWithSpecial(int[] ids);

  /** One more than the largest id. */
  int vocabularySize();

  /** Which ids begin, end and fill. */
  SpecialIds specialIds();

  /**
   * Writes into a folder what {@link #of} needs to read the same tokenizer again, replacing files
   * of the same names; a chat template among their settings stays.
   */
  void save(Path folder);

  /** Frees native memory, if there is any. */
  @Override
  default void close() {}

  /** Text of ids that come one at a time, read as following {@code context}. */
  default TextStream stream(int... context) {
    return new TextStream(this, context);
  }

  /**
   * The tokenizer of a model folder: the first found of {@code tokenizer.json} (Hugging Face),
   * {@code vocab.json} with {@code merges.txt} (GPT-2), {@code tok*.bin} or {@code tokenizer.bin}
   * (llama2.c), and a {@code tokenizer_config.json} of a byte or character tokenizer.
   *
   * @throws dev.mneme.data.InputException if there is none or it is broken
   */
  static Tokenizer of(Path modelFolder) {
    return TokenizerFolder.read(modelFolder);
  }

  /**
   * One id for each byte of UTF-8, in the layout of ByT5: 0 fills, 1 ends, 2 is unknown, byte b is
   * b + 3.
   */
  static Tokenizer bytes() {
    return new ByteTokenizer();
  }

  /**
   * One id for each character of an alphabet, in the layout of {@code char_ords}: 0 separates
   * prompt and answer (written {@code S}), 1 ends ({@code E}), 2 fills ({@code P}), 3 is unknown
   * ({@code U}), then the alphabet in order.
   */
  static Tokenizer characters(String alphabet) {
    return new CharacterTokenizer(alphabet.codePoints().toArray(), "the alphabet");
  }
}
