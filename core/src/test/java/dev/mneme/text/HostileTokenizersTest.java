package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and malicious tokenizer files: one clear line each, and the process lives on. */
class HostileTokenizersTest {

  @TempDir Path folder;

  private void refused(Path where, String... said) {
    Throwable thrown = catchThrowable(() -> Tokenizer.of(where).close());
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(thrown.getMessage()).doesNotContain("\n").contains(said).hasSizeLessThan(600);
  }

  @Test
  void aTokenizerJsonThatCannotBeUsedGetsOneLine() throws IOException {
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put("", "JSON object");
    cases.put("{", "not JSON");
    cases.put("garbage\u0000\n\nmore", "not JSON");
    cases.put("[]", "JSON object");
    cases.put("{} {}", "not JSON");
    cases.put("[".repeat(100_000), "not JSON");
    cases.put("{}", "no \"model\"");
    cases.put(model("\"type\":\"BPE\",\"vocab\":{},\"merges\":[]"), "vocabulary is empty");
    cases.put(model("\"type\":\"Nonsense\",\"vocab\":{\"a\":0}"), "\"Nonsense\"");
    cases.put(model("\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]"), "id -1");
    cases.put(model("\"type\":\"BPE\",\"vocab\":{\"a\":4000000000},\"merges\":[]"), "no id");
    cases.put(
        model("\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]"), "out of vocabulary");
    cases.put(
        model(
            "\"type\":\"BPE\",\"continuing_subword_prefix\":\"###\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[\"a b\"]"),
        "prefix");
    cases.put(
        with("\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}"),
        "Precompiled");
    cases.put(
        with(
            "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}]}"),
        "Precompiled");
    cases.put(
        with(
            "\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"x\"}"),
        "empty");
    cases.put(
        with("\"normalizer\":{\"type\":\"Prepend\",\"prepend\":\"" + "x".repeat(9999) + "\"}"),
        "64 characters");
    cases.put(
        with(
            "\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a\"},\"behavior\":\"Isolated\",\"invert\":false}"),
        "cannot be used");
    cases.put(
        with("\"decoder\":{\"type\":\"Strip\",\"content\":\"x\",\"start\":0,\"stop\":9}"),
        "strips from the end");
    cases.put( // a number that is 0 where it is cut to 32 bits
        with("\"decoder\":{\"type\":\"Strip\",\"content\":\"x\",\"start\":0,\"stop\":4294967296}"),
        "strips from the end");
    cases.put(with("\"added_tokens\":[{\"id\":1,\"content\":\"\"}]"), "no text");
    cases.put(with("\"added_tokens\":[{\"id\":7,\"content\":\"a\"}]"), "ids 0 and 7");
    cases.put(with("\"added_tokens\":[{\"content\":\"q\"}]"), "no id");
    cases.put(
        with(template("{\"SpecialToken\":{\"id\":\"b\",\"type_id\":0}}", "[0]")), "does not have");
    cases.put(
        with(template("{\"Sequence\":{\"id\":\"B\",\"type_id\":0}}", "[0]")), "asks for a second");
    cases.put(with(template("{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}", "[0,0]")), "more ids");
    cases.put(with(template("", "[0]")), "holds it 0 times");
    cases.put(
        with(
            template(
                "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}",
                "[0]")),
        "holds it 2 times");
    cases.put(
        with(template("{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}", "[4294967295]")),
        "puts the id 4294967295 around texts");
    cases.put(
        with(
            "\"post_processor\":{\"type\":\"BertProcessing\",\"sep\":[\"a\",7],\"cls\":[\"a\",0]}"),
        "puts the id 7 around texts");
    String token =
        "\"added_tokens\":[{\"id\":1,\"content\":\"%s\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,\"normalized\":true,\"special\":false}],";
    cases.put(
        with(
            token.formatted(" ")
                + "\"normalizer\":{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}"),
        "added token \" \" is nothing once it is normalised");
    cases.put(
        with(
            token.formatted("b")
                + "\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"String\":\"b\"},\"content\":\"\"}"),
        "added token \"b\" is nothing once it is normalised");
    String fine = part(template("{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}", "[0]"));
    cases.put(
        with(
            "\"post_processor\":{\"type\":\"Sequence\",\"processors\":["
                + fine
                + ","
                + fine
                + "]}"),
        "two templates");
    cases.put(
        with(
            template("{\"SpecialToken\":{\"id\":\"b\",\"type_id\":0}}", "[0]")
                .replace("TemplateProcessing", "ByteLevel")),
        "cannot be used");
    for (Map.Entry<String, String> row : cases.entrySet()) {
      Files.writeString(folder.resolve("tokenizer.json"), row.getKey());
      refused(folder, "tokenizer.json", row.getValue());
    }
  }

  private static String template(String piece, String ids) {
    return "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":["
        + piece
        + "],\"pair\":[],\"special_tokens\":{\"a\":{\"id\":\"a\",\"ids\":"
        + ids
        + ",\"tokens\":[\"a\"]}}}";
  }

  private static String part(String named) {
    return named.substring(named.indexOf('{'));
  }

  @Test
  void aTokenizerThatCannotEncodeATextSaysSo() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        model("\"type\":\"BPE\",\"unk_token\":\"none\",\"vocab\":{\"a\":0},\"merges\":[]"));
    try (Tokenizer tokenizer = Tokenizer.of(folder)) {
      assertThat(tokenizer.encode("a")).containsExactly(0);
      assertThat(catchThrowable(() -> tokenizer.encode("b")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(
              "tokenizer.json cannot be used: it cannot encode a text (Unk token");
    }
  }

  private static String model(String body) {
    return "{\"version\":\"1.0\",\"model\":{" + body + "}}";
  }

  private static String with(String part) {
    return "{\"version\":\"1.0\","
        + part
        + ",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a|a)*b",
        "(.*a){20}",
        "a*a*a*b",
        "((a?){9}){9}",
        "a{9999}",
        "(a)\\1",
        "(a*)(a*)(a*)b",
        "(?:a|b)+",
        "[a-z]*[a-z]*[a-z]*1",
        "(?=(a*)*)b",
        "a{1,}a+a*b",
        " ? ? ? ? ? ? ? ? ? ?a",
        "a{1,50}a{1,50}b",
        "(?:a|a|b)(?:a|b|b)(?:a|a)(?:a|a)(?:a|b|b)(?:a|b|b)(?:a|a|a)(?:a|a|a)c",
        "x)"
      })
  void patternsThatTryTooManyWaysAreRefused(String pattern) {
    assertThat(PatternRules.refuse(pattern)).isNotNull();
  }

  @Test
  void patternsThatWouldOverflowTheNativeStackAreRefused() throws IOException {
    assertThat(PatternRules.refuse("[".repeat(200))).isNull();
    assertThat(PatternRules.refuse("(?=".repeat(201))).isNotNull();
    Files.writeString(
        folder.resolve("tokenizer.json"),
        with(
            "\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"%sa%s\"},\"behavior\":\"Isolated\",\"invert\":false}"
                .formatted("[".repeat(2000), "]".repeat(2000))));
    refused(folder, "tokenizer.json", "more than 200 brackets");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s*+[\\r\\n]|\\s++$|\\s+(?!\\S)|\\s",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}]*[\\p{Ll}\\p{Lm}]+(?i:'s|'t|'re)?|\\p{N}{1,3}",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*",
        " ?[^(\\s|[.,!?…。，、।۔،])]+",
        "\\d",
        "a{5",
        "\\p{N}",
        "(?<=\\d)(?=(?:\\d{3})+(?!\\d))"
      })
  void patternsAsPublishedAreLetThrough(String pattern) {
    assertThat(PatternRules.refuse(pattern)).isNull();
  }

  @Test
  void aTokenizerWithAPatternThatTriesTooManyWaysGetsOneLine() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        with(
            "\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a+)+$\"},\"behavior\":\"Isolated\",\"invert\":false}]}"));
    refused(folder, "tokenizer.json", "several lengths");
  }

  @Test
  void aTokenizerJsonCutAnywhereGetsOneLine() throws IOException {
    byte[] whole =
        Files.readAllBytes(TokenizerParityTest.fixture("llama-like").resolve("tokenizer.json"));
    for (int size = 0; size < whole.length; size += 331) {
      Files.write(folder.resolve("tokenizer.json"), Arrays.copyOf(whole, size));
      refused(folder, "tokenizer.json");
    }
  }

  @Test
  void aTokenizerJsonWithOneByteChangedIsReadOrRefused() throws IOException {
    byte[] whole =
        Files.readAllBytes(TokenizerParityTest.fixture("chat-bytes").resolve("tokenizer.json"));
    Random random = new Random(11);
    int refused = 0;
    for (int trial = 0; trial < 120; trial++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(95));
      Files.write(folder.resolve("tokenizer.json"), changed);
      try (Tokenizer tokenizer = Tokenizer.of(folder)) {
        tokenizer.decode(tokenizer.encodeDocument("the river <|im_end|> Été 12"));
      } catch (InputException said) {
        assertThat(said.getMessage()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isBetween(5, 115);
  }

  @Test
  void aScoredFileThatIsBrokenGetsOneLine() throws IOException {
    Path file = folder.resolve("tok3.bin");
    SmallTokenizersTest.writeScored(file, SmallTokenizersTest.pieces("a", "b", "ab"));
    byte[] whole = Files.readAllBytes(file);
    for (int size = 0; size < whole.length - 40; size += 13) {
      Files.write(file, Arrays.copyOf(whole, size));
      refused(folder, "tok3.bin", "Get it again");
    }
    for (int length : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 5000}) {
      byte[] changed = whole.clone();
      ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
      Files.write(file, changed);
      refused(folder, "tok3.bin", "token 0");
    }
    byte[] changed = whole.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, Float.NaN);
    Files.write(file, changed);
    refused(folder, "score");
  }

  @Test
  void brokenGpt2FilesGetOneLine() throws IOException {
    Files.writeString(folder.resolve("vocab.json"), "{\"a\": 0, \"b\": 1, \"ab\": 2}");
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\nonlyone\n");
    refused(folder, "merges.txt:3", "\"onlyone\"");
    Files.writeString(folder.resolve("merges.txt"), "a c\n");
    refused(folder, "vocab.json", "out of vocabulary");
    Files.writeString(folder.resolve("vocab.json"), "{\"a\": \"x\"}");
    refused(folder, "vocab.json", "no id");
  }

  @Test
  void brokenAlphabetsGetOneLine() throws IOException {
    Path config = folder.resolve("tokenizer_config.json");
    Map<String, String> cases =
        Map.of(
            "{\"char_ords\": []}", "empty",
            "{\"char_ords\": [97, 97]}", "twice",
            "{\"char_ords\": [69]}", "special",
            "{\"char_ords\": [\"a\"]}", "code points",
            "{\"char_ords\": [55296]}", "no character",
            "{\"char_ords\": [-1]}", "no character",
            "{\"tokenizer_class\": \"CharacterTokenizer\"}", "char_ords");
    for (Map.Entry<String, String> row : cases.entrySet()) {
      Files.writeString(config, row.getKey());
      refused(folder, "tokenizer_config.json", row.getValue());
    }
  }

  @Test
  void aFolderWithoutATokenizerSaysWhatWouldBeRead() {
    refused(folder, "holds no tokenizer", "tokenizer.json", "SentencePiece");
    refused(folder.resolve("missing"), "is not a folder");
  }

  @Test
  void aVeryLongTextIsEncodedInGoodTime() {
    SmallTokenizersTest.writeScored(
        folder.resolve("tok3.bin"), SmallTokenizersTest.pieces("aa", "aaaa", "aaaaaaaa", "a", " "));
    assertThat(Tokenizer.of(folder).encode("a".repeat(300_000))).hasSize(37_501);
  }

  @Test
  void aClosedTokenizerSaysSo() {
    Tokenizer tokenizer = Tokenizer.of(TokenizerParityTest.fixture("chat-bytes"));
    tokenizer.close();
    tokenizer.close();
    assertThat(catchThrowable(() -> tokenizer.encode("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
