package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.GenerationDefaults;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands around language models, on folders of tiny random ones. */
class LanguageCommandsTest {

  @TempDir Path temporary;

  @Test
  void theLikeliestTextIsThatOfOnePassATokenWithoutACache() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    assertThat(generate(model, "ab cd", "--temperature", "0", "--max-tokens", "12"))
        .isEqualTo("ab cd" + likeliest(model, "ab cd", 12) + "\n");
  }

  @Test
  void anEmptyPromptBeginsWithTheFirstToken() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    assertThat(generate(model, "", "--temperature", "0", "--max-tokens", "12"))
        .isEqualTo(likeliest(model, "S", 12) + "\n");
  }

  @Test
  void theSameSeedGivesTheSameTextAndAnotherAnother() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    String text = generate(model, "a", "--max-tokens", "30", "--seed", "5");
    assertThat(generate(model, "a", "--max-tokens", "30", "--seed", "5")).isEqualTo(text);
    assertThat(generate(model, "a", "--max-tokens", "30", "--seed", "6")).isNotEqualTo(text);
  }

  @Test
  void textEndsBeforeAStopAndNothingOfTheStopIsShown() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    String all = generate(model, "a", "--seed", "5", "--max-tokens", "30").strip();
    String stop = all.substring(11, 14);
    String until = all.substring(0, all.indexOf(stop, 1));
    assertThat(
            generate(
                model, "a", "--seed", "5", "--max-tokens", "30", "--stop", "Z", "--stop", stop))
        .isEqualTo(until + "\n");
  }

  @Test
  void theJsonHoldsTheSameTextWithItsCountsAndWhyItEnded() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    String text = generate(model, "ab", "--max-tokens", "7").strip();
    JsonNode json =
        JsonMapper.builder().build().readTree(generate(model, "ab", "--max-tokens", "7", "--json"));
    assertThat(json.propertyNames())
        .containsExactly(
            "prompt",
            "completion",
            "finish",
            "prompt_tokens",
            "completion_tokens",
            "log_prob",
            "seed");
    assertThat(json.get("prompt").asString() + json.get("completion").asString()).startsWith(text);
    assertThat(json.get("finish").asString()).isEqualTo("length");
    assertThat(json.get("prompt_tokens").asInt()).isEqualTo(2);
    assertThat(json.get("completion_tokens").asInt()).isEqualTo(7);
    assertThat(json.get("log_prob").asDouble()).isNegative();
  }

  @Test
  void textIsNoLongerThanTheModelReads() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    JsonNode json =
        JsonMapper.builder()
            .build()
            .readTree(
                generate(model, "abc", "--max-tokens", "1000", "--temperature", "0", "--json"));
    assertThat(json.get("completion_tokens").asInt()).isEqualTo(TinyModels.POSITIONS - 3);
  }

  @Test
  void whatIsLeftOutIsAsTheModelsPublisherRecommends() throws IOException {
    Path model = TinyModels.folder(temporary.resolve("model"));
    String hot = generate(model, "a", "--temperature", "3", "--top-k", "5", "--seed", "1");
    String plain = generate(model, "a", "--seed", "1");
    Files.writeString(
        model.resolve("generation_config.json"), "{\"temperature\": 3.0, \"top_k\": 5}");
    assertThat(generate(model, "a", "--seed", "1")).isEqualTo(hot);
    assertThat(generate(model, "a", "--seed", "1", "--temperature", "1", "--top-k", "0"))
        .isEqualTo(plain)
        .isNotEqualTo(hot);
    Files.writeString(model.resolve("generation_config.json"), "{\"do_sample\": false}");
    assertThat(generate(model, "a", "--max-tokens", "9"))
        .isEqualTo("a" + likeliest(model, "a", 9) + "\n");
  }

  @Test
  void anAdapterIsMergedForTheTextAndForGood() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    Path adapter = TinyModels.adapter(temporary.resolve("adapter"));
    Path merged = temporary.resolve("merged");
    String tuned = generate(model, "a", "--temperature", "0", "--adapter", adapter.toString());
    assertThat(tuned).isNotEqualTo(generate(model, "a", "--temperature", "0"));
    run("convert", model.toString(), merged.toString(), "--adapter", adapter.toString());
    assertThat(generate(merged, "a", "--temperature", "0")).isEqualTo(tuned);
  }

  @Test
  void aLlama2cFolderConvertedWritesTheSameText() throws IOException {
    Path model = TinyModels.llama2c(temporary.resolve("llama2c"));
    Path converted = temporary.resolve("converted");
    String said = run("convert", model.toString(), converted.toString());
    assertThat(said)
        .isEqualTo(
            """
            Wrote @converted (2,608 numbers in f32)
            Try: mneme generate @converted "Once upon a time"
            """
                .replace("@", temporary + "/"));
    assertThat(names(converted))
        .containsExactly(
            "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    for (String prompt : List.of("", "ab cd", "a")) {
      String text = generate(model, prompt, "--temperature", "0");
      assertThat(text).startsWith(prompt).hasSizeGreaterThan(20);
      assertThat(generate(converted, prompt, "--temperature", "0")).isEqualTo(text);
    }
  }

  @Test
  void convertingChangesPrecisionAndShardsAndKeepsTheTokenizer() throws IOException {
    Path model = TinyModels.folder(temporary.resolve("model"));
    Path target = temporary.resolve("target");
    run(
        "convert",
        model.toString(),
        target.toString(),
        "--precision",
        "bf16",
        "--shard-size",
        "2KB");
    assertThat(names(target))
        .contains("model.safetensors.index.json", "tokenizer_config.json")
        .doesNotContain("model.safetensors");
    try (Scope scope = Scope.open();
        ModelFolder before = ModelFolder.open(model);
        ModelFolder after = ModelFolder.open(target);
        Parameters expected = before.loadFrozen(ElementType.BF16);
        Parameters found = after.loadFrozen(ElementType.BF16)) {
      assertThat(after.shape().declared()).isEqualTo(ElementType.BF16);
      expected
          .byName()
          .forEach((name, weight) ->
              assertThat(Tensors.sameBits(found.get(name), weight)).as(name).isTrue());
    }
  }

  @Test
  void whatStandsBesideALlama2cModelIsKept() throws IOException {
    Path model = TinyModels.llama2c(temporary.resolve("llama2c"));
    Map<String, String> beside =
        Map.of(
            "generation_config.json", "{\"temperature\": 0.5}",
            "LICENSE", "free",
            "tokenizer_config.json", "{\"chat_template\": \"{{ messages[0].content }}!\"}");
    for (Map.Entry<String, String> file : beside.entrySet()) {
      Files.writeString(model.resolve(file.getKey()), file.getValue());
    }
    Path target = temporary.resolve("target");
    run("convert", model.toString(), target.toString());
    assertThat(target.resolve("LICENSE")).content().isEqualTo("free");
    assertThat(GenerationDefaults.of(target).temperature()).isEqualTo(0.5);
    assertThat(
            ChatTemplate.of(target)
                .render(List.of(Map.of("role", "user", "content", "a")), List.of(), true, Map.of()))
        .isEqualTo("a!");
    try (Tokenizer tokenizer = Tokenizer.of(target)) {
      assertThat(tokenizer.specialIds().bos()).hasValue(1);
    }
  }

  @Test
  void aHuggingFaceFolderWithATokenizerOfLlama2cKeepsIt() throws IOException {
    Path llama2c = TinyModels.llama2c(temporary.resolve("llama2c"));
    Path model = temporary.resolve("model");
    run("convert", llama2c.toString(), model.toString());
    Files.delete(model.resolve("tokenizer.json"));
    Files.delete(model.resolve("tokenizer_config.json"));
    Files.copy(llama2c.resolve("tok9.bin"), model.resolve("tok9.bin"));
    Path again = temporary.resolve("again");
    run("convert", model.toString(), again.toString());
    assertThat(generate(again, "ab cd", "--temperature", "0"))
        .isEqualTo(generate(llama2c, "ab cd", "--temperature", "0"));
  }

  @Test
  void precisionOfTheComputationIsChosen() {
    Path model = TinyModels.folder(temporary.resolve("model"));
    double exact = logProb(model, "f32");
    assertThat(logProb(model, "bf16")).isNotEqualTo(exact).isCloseTo(exact, within(1.0));
  }

  private double logProb(Path model, String precision) {
    String json =
        generate(
            model,
            "ab",
            "--max-tokens",
            "1",
            "--temperature",
            "0",
            "--json",
            "--precision",
            precision);
    return JsonMapper.builder().build().readTree(json).get("log_prob").asDouble();
  }

  private static String likeliest(Path folder, String prompt, int tokens) {
    try (Scope scope = Scope.open();
        ModelFolder model = ModelFolder.open(folder);
        Decoder decoder = Decoder.of(model.shape(), model.load(ElementType.F32));
        Tokenizer tokenizer = Tokenizer.of(folder)) {
      int[] ids = tokenizer.encode(prompt);
      for (int i = 0; i < tokens; i++) {
        int next = likeliest(decoder, ids);
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = next;
      }
      return tokenizer.decode(Arrays.copyOfRange(ids, ids.length - tokens, ids.length));
    }
  }

  private static int likeliest(Decoder decoder, int[] text) {
    return Gradients.without(() -> {
      long[] ids = Arrays.stream(text).asLongStream().toArray();
      double[] scores =
          Tensors.toDoubles(
              decoder.logits(
                  decoder
                      .hidden(TokenBatch.of(Tensors.longs(ids, 1, ids.length)))
                      .select(1, ids.length - 1)));
      int best = 0;
      for (int token = 1; token < scores.length; token++) {
        best = scores[token] > scores[best] ? token : best;
      }
      return best;
    });
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String generate(Path model, String prompt, String... options) {
    String[] arguments = new String[3 + options.length];
    arguments[0] = "generate";
    arguments[1] = model.toString();
    arguments[2] = prompt;
    System.arraycopy(options, 0, arguments, 3, options.length);
    return run(arguments);
  }

  /** What a command that succeeds writes to standard output, with nothing on standard error. */
  private static String run(String... arguments) {
    Ran ran = Ran.of(arguments);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isEqualTo(ExitCode.OK);
    return ran.out();
  }
}
