package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizers of our own: bytes, characters, scored pairs. */
class SmallTokenizersTest {

  @Test
  void bytesAreThoseOfUtf8ThreeUp(@TempDir Path folder) {
    Tokenizer tokenizer = Tokenizer.bytes();
    assertThat(tokenizer.encode("aß</s>")).containsExactly(100, 0xC3 + 3, 0x9F + 3, 1);
    assertThat(tokenizer.encodeDocument("a")).containsExactly(100, 1);
    assertThat(tokenizer.decode(new int[] {100, 0xC3 + 3, 0x9F + 3, 1, 300})).isEqualTo("aß");
    assertThat(tokenizer.decodeWithSpecial(new int[] {100, 1})).isEqualTo("a</s>");
    tokenizer.save(folder);
    assertThat(Tokenizer.of(folder).encode("aß</s>")).containsExactly(100, 0xC3 + 3, 0x9F + 3, 1);
  }

  @Test
  void aStreamOfBytesHoldsBackHalfCharacters() {
    TextStream stream = Tokenizer.bytes().stream();
    assertThat(stream.add('a' + 3)).isEqualTo("a");
    assertThat(stream.add(0xE6 + 3)).isEmpty();
    assertThat(stream.add(0xB0 + 3)).isEmpty();
    assertThat(stream.add(0xB4 + 3)).isEqualTo("水");
    assertThat(stream.add(0xE6 + 3)).isEmpty();
    assertThat(stream.finish()).isEqualTo("\uFFFD");
  }

  @Test
  void aStreamOfBytesThatAreNoTextStillFlows() {
    TextStream stream = Tokenizer.bytes().stream();
    int length = 0;
    for (int i = 0; i < 200; i++) {
      length += stream.add(0xFF + 3).length();
    }
    assertThat(length).isGreaterThan(150);
  }

  @Test
  void charactersAreNumberedAfterTheFourSpecialOnes(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"char_ords\": [48, 49, 44, 58], \"model_max_length\": 2048}");
    Tokenizer tokenizer = Tokenizer.of(folder);
    assertThat(tokenizer.vocabularySize()).isEqualTo(8);
    assertThat(tokenizer.encode("1,0S:?E")).containsExactly(5, 6, 4, 0, 7, 3, 1);
    assertThat(tokenizer.decode(new int[] {5, 6, 4, 0, 7, 1})).isEqualTo("1,0:");
    assertThat(tokenizer.decodeWithSpecial(new int[] {5, 0, 7, 1})).isEqualTo("1S:E");
    assertThat(tokenizer.specialIds().eos()).hasValue(1);
    tokenizer.save(folder.resolve("saved"));
    assertThat(Tokenizer.of(folder.resolve("saved")).encode("1,0S:?E"))
        .containsExactly(5, 6, 4, 0, 7, 3, 1);
    assertThat(Tokenizer.characters("01,:").encode("1,0")).containsExactly(5, 6, 4);
  }

  /** Pieces: letters and joins of letters, scored in order. */
  static List<String> pieces(String... more) {
    List<String> pieces = new ArrayList<>(List.of("<unk>", "\n<s>\n", "\n</s>\n"));
    for (int b = 0; b < 256; b++) {
      pieces.add("<0x%02X>".formatted(b));
    }
    pieces.addAll(List.of(more));
    return pieces;
  }

  static void writeScored(Path file, List<String> pieces) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(little().putInt(0, 16).array());
    for (int id = 0; id < pieces.size(); id++) {
      byte[] text = pieces.get(id).getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(little().putFloat(0, 259 - Math.max(id, 259)).array());
      bytes.writeBytes(little().putInt(0, text.length).array());
      bytes.writeBytes(text);
    }
    new DurableFiles(Disk.real())
        .write(file, channel -> channel.write(ByteBuffer.wrap(bytes.toByteArray())));
  }

  private static ByteBuffer little() {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void theBestScoredJoinComesFirstAndUnknownCharactersBecomeBytes(@TempDir Path folder) {
    //  259 ab, 260 bc, 261 "␣a", 262 abc, then the letters
    writeScored(folder.resolve("tok9.bin"), pieces("ab", "bc", " a", "abc", "a", "b", "c", " "));
    Tokenizer tokenizer = Tokenizer.of(folder);
    assertThat(tokenizer.vocabularySize()).isEqualTo(267);
    assertThat(tokenizer.encode("abc")).containsExactly(266, 262);
    assertThat(tokenizer.encode("bca")).containsExactly(266, 260, 263);
    assertThat(tokenizer.encode("é")).containsExactly(266, 3 + 0xC3, 3 + 0xA9);
    assertThat(tokenizer.encode("")).isEmpty();
    assertThat(tokenizer.encodeDocument("a</s>")).containsExactly(1, 261, 2);
    assertThat(tokenizer.decode(tokenizer.encode("abc é a"))).isEqualTo("abc é a");
    assertThat(tokenizer.decodeWithSpecial(new int[] {1, 259, 2})).isEqualTo("<s>ab</s>");
  }

  @Test
  void aScoredTokenizerSavedAsTokenizerJsonGivesTheSameIds(@TempDir Path folder) {
    Random random = new Random(7);
    List<String> letters = List.of("a", "b", "c", " ", "é", "水");
    List<String> joined = new ArrayList<>(letters);
    while (joined.size() < 90) {
      String next =
          joined.get(random.nextInt(joined.size())) + joined.get(random.nextInt(joined.size()));
      if (!joined.contains(next) && next.length() < 9) {
        joined.add(next);
      }
    }
    List<String> order = new ArrayList<>(joined.subList(letters.size(), joined.size()));
    order.addAll(letters);
    writeScored(folder.resolve("tokenizer.bin"), pieces(order.toArray(String[]::new)));
    Tokenizer own = Tokenizer.of(folder);
    own.save(folder.resolve("saved"));
    try (Tokenizer saved = Tokenizer.of(folder.resolve("saved"))) {
      assertThat(saved.vocabularySize()).isEqualTo(own.vocabularySize());
      assertThat(saved.specialIds()).isEqualTo(own.specialIds());
      for (int trial = 0; trial < 300; trial++) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(25); i > 0; i--) {
          text.append(random.nextInt(12) == 0 ? "z" : letters.get(random.nextInt(letters.size())));
        }
        int[] ids = own.encodeDocument(text.toString());
        assertThat(saved.encodeDocument(text.toString())).as("%s", text).containsExactly(ids);
        assertThat(saved.decode(ids)).isEqualTo(own.decode(ids)).isEqualTo(text.toString());
      }
    }
  }
}
