package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.Safetensors;
import dev.mneme.model.Decoder;
import dev.mneme.model.KeyValueCache;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The model that comes with Mneme is what its card says. */
class LabBaseTest {

  private static final Path MODEL = Path.of("../models/lab-base");
  private static final String REFERENCE = "lab-base.safetensors";
  private static final long MOST_BYTES = 16_000_000;

  @TempDir Path temporary;

  @Test
  void itsLogitsAndItsLikeliestTextAreThoseOfTransformers() throws IOException {
    try (Scope scope = Scope.open();
        ModelFolder folder = ModelFolder.open(MODEL);
        Decoder decoder = Decoder.of(folder.shape(), folder.loadFrozen(ElementType.F32))) {
      Map<String, Tensor> reference = Safetensors.load(reference());
      Tensor tokens = of(reference, "tokens");
      Tensor wanted = of(reference, "logits");
      Tensor logits = decoder.logits(decoder.hidden(TokenBatch.of(tokens))).detach();
      assertThat(logits.sub(wanted).abs().max().item_double())
          .isLessThan(1e-5 * wanted.abs().max().item_double());
      long[] written = Tensors.toLongs(of(reference, "greedy"));
      assertThat(greedy(decoder, tokens, written.length))
          .isEqualTo(LongStream.of(written).boxed().toList());
    }
  }

  private static List<Long> greedy(Decoder decoder, Tensor prompt, int tokens) {
    List<Long> written = new ArrayList<>();
    try (KeyValueCache cache = decoder.cache(1, (int) prompt.size(1) + tokens)) {
      Tensor logits = decoder.prefill(prompt, new long[] {prompt.size(1)}, cache, new int[] {0});
      for (int i = 0; i < tokens; i++) {
        Tensor next = Maths.argmax(logits, 1); // [1]
        written.add(Tensors.toLongs(next)[0]);
        logits = decoder.step(next, cache);
      }
    }
    return written;
  }

  @Test
  void itsTokensOfAConversationAreThoseOfTransformers() throws IOException {
    try (Scope scope = Scope.open();
        Safetensors file = Safetensors.open(reference());
        Tokenizer tokenizer = Tokenizer.of(MODEL)) {
      String prompt = Objects.requireNonNull(file.metadata().get("prompt"));
      String text =
          ChatTemplate.of(MODEL)
              .render(
                  List.of(Map.of("role", "user", "content", prompt)), List.of(), true, Map.of());
      assertThat(Arrays.stream(tokenizer.encode(text)).asLongStream().toArray())
          .isEqualTo(Tensors.toLongs(file.read("tokens")));
    }
  }

  @Test
  void itIsSmallEnoughToBeCarried() throws IOException {
    try (Stream<Path> files = Files.list(MODEL)) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(MOST_BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lab-knowledge", "lab-pronouns", "lab-science"})
  void itsCommittedScoresAreMeasuredAgain(String task) throws IOException {
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    Path out = temporary.resolve(task);
    int code =
        Main.run(
            terminal,
            Commands.all(terminal),
            "eval",
            MODEL.toString(),
            "--task",
            task,
            "--chat",
            "--out",
            out.toString(),
            "--cache",
            temporary.resolve("answers").toString());
    assertThat(code).isEqualTo(ExitCode.OK);
    JsonNode again = score(out.resolve("evaluation.json"), task);
    JsonNode committed = score(MODEL.resolve("scores.json"), task);
    assertThat(again.get("items")).isEqualTo(committed.get("items"));
    assertThat(again.get("value").asDouble())
        .isEqualTo(
            committed.get("value").asDouble(),
            within(1.96 * committed.get("standard_error").asDouble()));
  }

  private static JsonNode score(Path file, String name) throws IOException {
    for (JsonNode task :
        JsonMapper.shared().readTree(Files.readString(file)).at("/models/0/tasks")) {
      if (task.get("task").asString().equals(name)) {
        return task.get("metrics").get(task.get("metric").asString());
      }
    }
    throw new AssertionError(file + " has no score of " + name);
  }

  private static Path reference() {
    return Path.of("src/test/resources/dev/mneme/app").resolve(REFERENCE);
  }

  private static Tensor of(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
