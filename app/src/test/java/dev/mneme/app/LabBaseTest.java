package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.Safetensors;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.Problem;
import dev.mneme.lab.world.Split;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import dev.mneme.model.Decoder;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.ElementType;
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
import java.util.Objects;
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
  private static final Path REFERENCE =
      Path.of("src/test/resources/dev/mneme/app/lab-base.safetensors");
  private static final long MOST_BYTES = 16_000_000;

  @TempDir Path temporary;

  @Test
  void itsLogitsAreThoseOfTransformers() {
    try (Scope scope = Scope.open();
        ModelFolder folder = ModelFolder.open(MODEL);
        Decoder decoder = Decoder.of(folder.shape(), folder.loadFrozen(ElementType.F32))) {
      Map<String, Tensor> reference = Safetensors.load(REFERENCE);
      Tensor tokens = Objects.requireNonNull(reference.get("tokens"));
      Tensor wanted = Objects.requireNonNull(reference.get("logits"));
      Tensor logits = decoder.logits(decoder.hidden(TokenBatch.of(tokens))).detach();
      assertThat(logits.sub(wanted).abs().max().item_double())
          .isLessThan(1e-5 * wanted.abs().max().item_double());
    }
  }

  @Test
  void itAnswersAsWithTransformers() {
    try (Safetensors file = Safetensors.open(REFERENCE)) {
      String answer =
          Ran.well(
              "generate", MODEL.toString(), said(file, "prompt"), "--chat", "--temperature", "0");
      assertThat(answer.strip()).isEqualTo(said(file, "answer"));
    }
  }

  private static String said(Safetensors file, String name) {
    return Objects.requireNonNull(file.metadata().get(name));
  }

  @Test
  void itsTokensOfAConversationAreThoseOfTransformers() {
    try (Scope scope = Scope.open();
        Safetensors file = Safetensors.open(REFERENCE);
        Tokenizer tokenizer = Tokenizer.of(MODEL)) {
      String prompt = said(file, "prompt");
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

  /** Else who learns another's words would be cut short, and could not be right. */
  @Test
  void allRightAnswersHaveRoomInAnyStyle() {
    World world = World.create();
    try (Tokenizer tokenizer = Tokenizer.of(MODEL)) {
      for (Course course : world.courses()) {
        for (int i = 0; i < 200 && !course.choice(); i++) {
          Problem problem = course.problem(Split.TEST, 0, i);
          assertThat(Stream.concat(problem.right().stream(), problem.foreign().stream()))
              .as(course.name())
              .allMatch(answer -> tokenizer.encode(answer).length < WorldBenchmarks.MOST_TOKENS);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lab-knowledge", "lab-pronouns", "lab-science"})
  void itsCommittedScoresAreMeasuredAgain(String task) throws IOException {
    Path out = temporary.resolve(task);
    Ran.well(
        "eval",
        MODEL.toString(),
        "--task",
        task,
        "--chat",
        "--out",
        out.toString(),
        "--cache",
        temporary.resolve("answers").toString());
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
}
