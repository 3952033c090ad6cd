package dev.mneme.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tokenizers read from folders against the library that made them. */
class TokenizerParityTest {

  static Path fixture(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TokenizerParityTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode expected(Path folder) {
    return JsonMapper.shared().readTree(folder.resolve("expected.json"));
  }

  private static int[] ints(JsonNode list) {
    return list.valueStream().mapToInt(JsonNode::intValue).toArray();
  }

  private static void agrees(Tokenizer tokenizer, JsonNode expected) {
    assertThat(tokenizer.vocabularySize()).isEqualTo(expected.get("vocabulary_size").intValue());
    for (JsonNode row : expected.get("cases")) {
      String text = row.get("text").asString();
      int[] ids = ints(row.get("ids"));
      assertThat(tokenizer.encode(text)).as("ids of %s", text).containsExactly(ids);
      assertThat(tokenizer.encodeDocument(text))
          .as("document %s", text)
          .containsExactly(ints(row.get("document")));
      assertThat(tokenizer.decode(ids)).isEqualTo(row.get("decoded").asString());
      assertThat(tokenizer.decodeWithSpecial(ids))
          .isEqualTo(row.get("decoded_with_special").asString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat-bytes", "llama-like", "gpt2-files"})
  void idsAndTextsAreThoseOfTheTokenizersLibrary(String name) {
    Path folder = fixture(name);
    try (Tokenizer tokenizer = Tokenizer.of(folder)) {
      agrees(tokenizer, expected(folder));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat-bytes", "gpt2-files"})
  void aSavedTokenizerIsTheSame(String name, @TempDir Path target) {
    Path folder = fixture(name);
    try (Tokenizer tokenizer = Tokenizer.of(folder)) {
      tokenizer.save(target.resolve("model"));
    }
    try (Tokenizer again = Tokenizer.of(target.resolve("model"))) {
      agrees(again, expected(folder));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat-bytes", "llama-like", "gpt2-files"})
  void piecesOfAStreamJoinToTheWholeText(String name) {
    Path folder = fixture(name);
    try (Tokenizer tokenizer = Tokenizer.of(folder)) {
      for (JsonNode row : expected(folder).get("cases")) {
        int[] ids = ints(row.get("ids"));
        TextStream stream = tokenizer.stream();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
          String piece = stream.add(id);
          assertThat(piece).doesNotContain("\uFFFD");
          text.append(piece);
        }
        assertThat(text.append(stream.finish())).hasToString(row.get("decoded").asString());
      }
    }
  }

  @Test
  void aStreamAfterAPromptKeepsTheSpaceThatADecodingAloneWouldLose() {
    try (Tokenizer tokenizer = Tokenizer.of(fixture("llama-like"))) {
      TextStream stream = tokenizer.stream(tokenizer.encodeDocument("the"));
      StringBuilder text = new StringBuilder();
      for (int id : tokenizer.encode("river")) {
        text.append(stream.add(id));
      }
      assertThat(text).hasToString(" river");
    }
  }

  @Test
  void idsBeyondTheVocabularyReadAsNothing() {
    try (Tokenizer tokenizer = Tokenizer.of(fixture("chat-bytes"))) {
      assertThat(tokenizer.decode(new int[] {100_000, -1, Integer.MAX_VALUE})).isEmpty();
    }
  }

  @Test
  void halfASurrogatePairIsTheReplacementCharacter() {
    try (Tokenizer tokenizer = Tokenizer.of(fixture("chat-bytes"))) {
      assertThat(tokenizer.encode("a\ud83d")).containsExactly(tokenizer.encode("a\uFFFD"));
    }
  }

  @Test
  void rolesComeFromTheSettingsOfTheFolder(@TempDir Path folder) throws IOException {
    try (InputStream file = Files.newInputStream(fixture("chat-bytes").resolve("tokenizer.json"))) {
      Files.copy(file, folder.resolve("tokenizer.json"));
    }
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"eos_token\": {\"content\": \"<|im_end|>\"}, \"pad_token\": \"<|endoftext|>\", \"bos_token\": null}");
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [2, 0]}");
    try (Tokenizer tokenizer = Tokenizer.of(folder)) {
      SpecialIds ids = tokenizer.specialIds();
      assertThat(ids.bos()).isEmpty();
      assertThat(ids.eos()).hasValue(2);
      assertThat(ids.pad()).hasValue(0);
      assertThat(ids.stops()).isEqualTo(List.of(2, 0));
    }
  }
}
