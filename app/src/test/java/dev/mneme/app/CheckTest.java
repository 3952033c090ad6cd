package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.model.DecoderShape;
import dev.mneme.train.DecoderCosts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme check} on recipes of all kinds. */
class CheckTest {

  @TempDir private Path folder;

  @Test
  void aRecipeInOrderIsToldWithWhatDiffersAndWhatItTakes() throws IOException {
    Result result = check(text(TinyModels.folder(folder.resolve("model"))));
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains(
            "recipe.yaml is in order: a language model of 4,144 weights",
            "a text of about 1,800 tokens in 12 steps",
            "  tuning.batch: 4\n",
            "memory at the peak",
            "steps × 12",
            "Predicted from shapes",
            "Next: mneme train ")
        .doesNotContain("probing.every", "warmup");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aRecipeWithAnObjectiveIsCheckedWithItsRows() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    Result result = check(post(rows, "objective: cross-entropy", "completion", "steps: 7"));
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains(
            "recipe.yaml is in order: a language model of 4,144 weights learns from " + rows,
            "in 7 steps",
            "  tuning.steps: 7\n",
            "memory at the peak",
            "steps × 7",
            "Next: mneme train ");
    Files.writeString(rows, "{\"question\": 1}\n");
    Result wrong = check(folder.resolve("recipe.yaml"));
    assertThat(wrong.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(wrong.err().strip()).doesNotContain("\n").contains("rows.jsonl");
  }

  @Test
  void whatAnObjectiveNeedsBesideTheModelIsInItsParts() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    JsonNode whole = json(post(rows, "objective: cross-entropy", "completion", "batch: 16"));
    JsonNode pieces =
        json(post(rows, "objective: cross-entropy", "completion", "batch: 16, micro-batch: 4"));
    assertThat(part(whole, "activations")).isEqualTo(4 * part(pieces, "activations"));
    JsonNode adapted =
        json(post(rows, "objective: cross-entropy\nlora: {rank: 2}", "completion", "batch: 16"));
    assertThat(part(adapted, "gradients")).isLessThan(part(whole, "gradients") / 4);
    assertThat(part(adapted, "weights")).isEqualTo(part(whole, "weights") * 2 / 3);
    JsonNode narrow =
        json(post(rows, "objective: cross-entropy", "completion", "batch: 16, precision: bf16"));
    assertThat(part(narrow, "weights")).isEqualTo(part(whole, "weights") / 2);
    assertThat(part(narrow, "float32 masters")).isEqualTo(part(whole, "weights") / 3);
    JsonNode rewarded =
        json(
            post(
                rows,
                "objective: grpo\nsampling: {group: 4, max-tokens: 5, slots: 8}",
                "answer",
                "batch: 2"));
    assertThat(part(rewarded, "the cache of completions")).isPositive();
    assertThat(rewarded.get("time").get("parts").toString()).contains("completions × 300");
    assertThat(rewarded.get("memory").toString()).doesNotContain("the reference");
    String itself =
        "objective: sdft\nsampling: {max-tokens: 5, slots: 8}\nteacher: {follow: %s, demonstration: '{completion}{prompt}'}";
    JsonNode following = json(post(rows, itself.formatted("0.1"), "completion", "batch: 2"));
    assertThat(part(following, "the teacher's weights")).isEqualTo(part(following, "weights") / 3);
    assertThat(part(following, "what both say of the vocabulary")).isPositive();
    JsonNode still = json(post(rows, itself.formatted("0"), "completion", "batch: 2"));
    assertThat(still.get("memory").toString())
        .contains("the teacher's pass")
        .doesNotContain("the teacher's weights");
    assertThat(still.get("time").get("parts").toString()).contains("completions × 300");
  }

  @Test
  void anchorsTakeMemoryAndTimeAndFrozenWeightsLess() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    String plain = "objective: cross-entropy\npreserve: %s";
    String l2 = "{l2: {weight: 1}}";
    JsonNode whole = json(post(rows, plain.formatted(l2), "completion", "batch: 4"));
    assertThat(whole.get("memory").toString()).doesNotContain("anchors");
    String both = "{ewc: {weight: 1, samples: 50}, mas: {weight: 1}}";
    JsonNode anchored = json(post(rows, plain.formatted(both), "completion", "batch: 4"));
    assertThat(part(anchored, "what anchors hold the weights by"))
        .isEqualTo(part(anchored, "weights") * 2 / 3);
    assertThat(anchored.get("time").toString()).contains("what matters for ewc", "for mas");
    String lora = "{ewc: {weight: 1}}\nlora: {rank: 2}";
    JsonNode adapted = json(post(rows, plain.formatted(lora), "completion", "batch: 4"));
    assertThat(part(adapted, "what anchors hold the weights by"))
        .isEqualTo(part(adapted, "gradients") * 2 / 3);
    JsonNode frozen =
        json(post(rows, plain.formatted("{freeze: [layers]}"), "completion", "batch: 4"));
    long learnt = (14 + 1) * 16; // embeddings and the last norm
    assertThat(part(frozen, "gradients")).isEqualTo(3.0 * Float.BYTES * learnt);
    assertThat(part(frozen, "weights"))
        .isEqualTo(part(whole, "weights") * 2 / 3 + (double) Float.BYTES * learnt);
  }

  @Test
  void weightsThatAreMadeOfGradientsTakeOneMoreForEachSource() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    for (String kind : List.of("recap", "cagrad")) {
      Path recipe =
          post(
              rows,
              "objective: cross-entropy\nreweighting: {kind: %s}".formatted(kind),
              "completion",
              "batch: 4");
      String source = "{file: %s}".formatted(rows);
      Files.writeString(recipe, Files.readString(recipe).replace(source, source + ", " + source));
      JsonNode checked = json(recipe);
      if (kind.equals("cagrad")) {
        assertThat(part(checked, "the gradient of each objective"))
            .isEqualTo(part(checked, "weights") * 2 / 3);
      } else {
        assertThat(checked.get("memory").toString()).doesNotContain("of each objective");
      }
    }
  }

  @Test
  void replayIsCountedByItsTokens() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    String none = "objective: cross-entropy";
    String some = none + "\npreserve: {replay: {ratio: %s, sources: [{file: %s}]}}";
    JsonNode without = json(post(rows, none, "completion", "batch: 16"));
    JsonNode half = json(post(rows, some.formatted(0.5, rows), "completion", "batch: 16"));
    JsonNode twice = json(post(rows, some.formatted(2, rows), "completion", "batch: 16"));
    assertThat(without.get("time").get("parts").toString()).doesNotContain("replay");
    assertThat(half.get("time").get("parts").toString()).contains("replay × 300");
    assertThat(part(half, "activations")).isEqualTo(part(without, "activations"));
    assertThat(part(twice, "activations")).isGreaterThan(part(without, "activations"));
    assertThat(part(half, "the gradient of a term before")).isPositive();
    String own = none + "\npreserve: {replay: {ratio: 1, until: 0.5, learns: base}}";
    JsonNode base = json(post(rows, own, "completion", "batch: 16"));
    assertThat(base.get("time").get("parts").toString())
        .contains("replay × 150", "texts of the base to replay");
    assertThat(part(base, "what the base says of old texts")).isPositive();
  }

  @Test
  void aRewardedReplayIsCountedByItsGroups() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    Path old =
        Files.writeString(folder.resolve("old.jsonl"), "{\"prompt\": \"a\", \"answer\": 5}\n");
    String some =
        "objective: cross-entropy\npreserve: {replay: {ratio: %s, sources: [{file: %s}], "
            + "learns: reward, tokens: 8, group: 4, reward: {kind: %s}}}";
    JsonNode less = json(post(rows, some.formatted(1, old, "number"), "completion", "batch: 4"));
    // A batch of 4 answers of 4 tokens owes 16, half of a group of 4 completions of 8.
    assertThat(less.get("time").get("parts").toString())
        .contains("completions of old prompts × 150")
        .doesNotContain("texts of the base to replay");
    JsonNode more = json(post(rows, some.formatted(8, old, "number"), "completion", "batch: 4"));
    assertThat(more.get("time").get("parts").toString())
        .contains("completions of old prompts × 300");
    assertThat(part(more, "activations")).isGreaterThan(part(less, "activations"));
    assertThat(part(more, "the cache of completions of old prompts"))
        .isEqualTo(part(less, "the cache of completions of old prompts"))
        .isPositive();
    String missing = some.formatted(1, old, "number, column: nowhere");
    Result refused = check(post(rows, missing, "completion", "batch: 4"));
    assertThat(refused.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(refused.err()).contains("old.jsonl:1: ").contains("nowhere");
  }

  @Test
  void aRewardThatFindsNothingToCompareWithIsFoundOut() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    Result result =
        check(
            post(
                rows,
                "objective: grpo\nsampling: {max-tokens: 5}\nreward: {kind: number}",
                "answer",
                "batch: 2"));
    assertThat(result.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err()).contains("rows.jsonl").contains("holds no number");
  }

  private Path post(Path rows, String objective, String column, String tuning) throws IOException {
    Files.writeString(rows, "{\"prompt\": \"a\", \"%s\": \"bcd\"}\n".formatted(column).repeat(40));
    Path model = folder.resolve("model");
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        "model: %s\n%s\ndata: {sources: [{file: %s}]}\ntuning: {%s}\n"
            .formatted(
                Files.exists(model) ? model : TinyModels.folder(model), objective, rows, tuning));
  }

  @Test
  void theJsonHoldsPartsThatAddUpAndWeightsCountedFromTheHeader() throws IOException {
    JsonNode json = json(text(TinyModels.folder(folder.resolve("model"))));
    assertThat(json.get("differences").get("tuning.steps").asString()).isEqualTo("12");
    assertThat(sum(json.get("memory").get("parts"), "bytes"))
        .isEqualTo(json.get("memory").get("bytes").asDouble());
    assertThat(sum(json.get("time").get("parts"), "seconds"))
        .isCloseTo(json.get("time").get("seconds").asDouble(), within(0.01));
    long weights = new DecoderCosts(TinyModels.SHAPE).weightBytes();
    assertThat(part(json, "weights")).isEqualTo(3.0 * weights);
    assertThat(part(json, "AdamW")).isEqualTo(2.0 * weights);
    assertThat(json.get("speed").get("flops-per-second").asDouble()).isPositive();
  }

  @Test
  void moreTextsAtOnceTakeMoreMemoryAndMoreStepsMoreTime() throws IOException {
    Path model = TinyModels.folder(folder.resolve("model"));
    JsonNode one = json(text(model));
    JsonNode more = json(text(model, "batch: 4", "batch: 8"));
    assertThat(part(more, "activations")).isEqualTo(2 * part(one, "activations"));
    JsonNode longer = json(text(model, "steps: 12", "steps: 1200000"));
    assertThat(longer.get("time").get("seconds").asDouble())
        .isGreaterThan(10 * one.get("time").get("seconds").asDouble());
  }

  @Test
  void theResolvedRecipeIsWholeAndResolvesToItself() throws IOException {
    Result whole = check(text(TinyModels.folder(folder.resolve("model"))), "--resolved");
    assertThat(whole.out()).startsWith("model: ").contains("  warmup: 0.05\n", "  samples: 6\n");
    Path again = Files.writeString(folder.resolve("again.yaml"), whole.out());
    assertThat(check(again, "--resolved").out()).isEqualTo(whole.out());
  }

  @Test
  void aModelOfBillionsOfWeightsIsCheckedByItsHeaderAlone() throws IOException {
    Path model = billions(folder.resolve("model"));
    JsonNode json = json(text(model));
    assertThat(part(json, "weights")).isGreaterThan(3 * 4 * 3e9);
    assertThat(check(text(model)).out()).contains("a language model of 3,214,021,120 weights");
  }

  @Test
  void aLlama2cModelIsCheckedByItsHeader() throws IOException {
    Result result = check(text(TinyModels.llama2c(folder.resolve("model"))));
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("a language model of 2,608 weights");
  }

  @Test
  void aTrialOnImagesIsCheckedToo() throws IOException {
    Path recipe = Files.writeString(folder.resolve("trial.yaml"), BadInputs.RECIPE);
    Result result = check(recipe);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            "a network learns parity by SFT-1 from drawn images",
            "  base.hidden: [8]\n",
            "steps of the base × 1",
            "steps × 2",
            "measurements × 1");
    assertThat(check(recipe, "--resolved").out()).contains("log-every: 50");
    Path real = Files.writeString(folder.resolve("real.yaml"), "world: mnist");
    Path data = new BadInputs(folder).data(28);
    assertThat(check(real, "--data", data.toString()).out()).contains("by GRPO from images in");
  }

  /** A folder of a model so large that its weights are a hole in the file. */
  private static Path billions(Path folder) throws IOException {
    TinyModels.folder(folder);
    DecoderShape shape = DecoderShape.llama(150_000, 2560, 34, 32, 8, 8704, 4096);
    String config =
        shape.toConfigJson().replaceFirst("\"bos_token_id\"\\s*:\\s*null", "\"bos_token_id\": 0");
    Files.writeString(folder.resolve("config.json"), config);
    Map<String, Object> header = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, List<Long>> weight : shape.weights().entrySet()) {
      long end = at + 4 * weight.getValue().stream().reduce(1L, (a, b) -> a * b);
      header.put(
          weight.getKey(),
          Map.of("dtype", "F32", "shape", weight.getValue(), "data_offsets", List.of(at, end)));
      at = end;
    }
    byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
      file.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length).array());
      file.write(json);
      file.setLength(8 + json.length + at);
    }
    return folder;
  }

  private Path text(Path model, String... replaced) throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "abc def. ".repeat(200));
    String recipe =
        """
        model: %s
        data: {file: %s, held-out: 0.2}
        tuning: {steps: 12, batch: 4, length: 16}
        probing: {every: 50, samples: 6, tokens: 12}
        """
            .formatted(model, text);
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        replaced.length == 0 ? recipe : recipe.replace(replaced[0], replaced[1]));
  }

  private static JsonNode json(Path recipe) {
    Result result = check(recipe, "--json");
    assertThat(result.err()).isEmpty();
    return JsonMapper.shared().readTree(result.out());
  }

  private static double part(JsonNode json, String beginning) {
    for (JsonNode part : json.get("memory").get("parts")) {
      if (part.get("part").asString().startsWith(beginning)) {
        return part.get("bytes").asDouble();
      }
    }
    throw new AssertionError("no part begins with " + beginning);
  }

  private static double sum(JsonNode parts, String unit) {
    double sum = 0;
    for (JsonNode part : parts) {
      sum += part.get(unit).asDouble();
    }
    return sum;
  }

  private record Result(int code, String out, String err) {}

  private static Result check(Path recipe, String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(out, err);
    String[] arguments = new String[2 + options.length];
    arguments[0] = "check";
    arguments[1] = recipe.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    int code = Main.run(terminal, Commands.all(terminal), arguments);
    return new Result(code, out.toString(), err.toString());
  }
}
