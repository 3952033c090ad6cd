package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model folders made to do harm, and the one line each gets before memory is taken for a weight.
 * docs/hostile-files.md shows the same table to users.
 */
class HostileFilesTest {

  private static final String A =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
  private static final String SHARD_1 = "model-00001-of-00002.safetensors";
  private static final String SHARD_2 = "model-00002-of-00002.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path above;

  /** Spoils a good folder. */
  @FunctionalInterface
  private interface Spoiling {
    void spoil(Path folder) throws IOException;
  }

  private record Hostile(String what, Spoiling spoiling, String line) {}

  @TestFactory
  Stream<DynamicTest> eachGetsItsOneLine() {
    return Stream.of(headers(), indexes(), configs())
        .flatMap(rows -> rows)
        .map(row -> DynamicTest.dynamicTest(row.what(), () -> assertRefused(row)));
  }

  private static Stream<Hostile> headers() {
    return Stream.of(
        header(
            "an empty file",
            f -> Files.write(f, new byte[0]),
            "model.safetensors: a safetensors file has at least 8 bytes, this one has 0. The file is cut short; download it again."),
        header(
            "seven bytes",
            f -> Files.write(f, new byte[7]),
            "model.safetensors: a safetensors file has at least 8 bytes, this one has 7. The file is cut short; download it again."),
        header(
            "a length of 2^63 - 1",
            f -> Files.write(f, length(Long.MAX_VALUE, 8)),
            "model.safetensors: the header claims to be 9223372036854775807 bytes long, more than the 100,000,000 allowed. It is probably not a safetensors file."),
        header(
            "a negative length",
            f -> Files.write(f, length(-1, 8)),
            "model.safetensors: the header claims to be 18446744073709551615 bytes long, more than the 100,000,000 allowed. It is probably not a safetensors file."),
        header(
            "a length of 100,000,001",
            f -> Files.write(f, length(100_000_001, 8)),
            "model.safetensors: the header claims to be 100000001 bytes long, more than the 100,000,000 allowed. It is probably not a safetensors file."),
        header(
            "a length beyond the end",
            f -> Files.write(f, length(9, 8)),
            "model.safetensors: the header ends at byte 17 but the file has 16. The file is cut short; download it again."),
        header(
            "a web page",
            f -> Files.writeString(f, "<!DOCTYPE html><html>404</html>"),
            "model.safetensors: the header claims to be 5789751444030890300 bytes long, more than the 100,000,000 allowed. It is probably not a safetensors file."),
        json(
            "not JSON",
            "{\"a\":",
            0,
            "model.safetensors: the header is not valid JSON (Unexpected end-of-input within/between Object entries). The file is damaged; get it again."),
        json(
            "100,000 brackets",
            "{\"a\":{\"x\":" + "[".repeat(100_000),
            0,
            "model.safetensors: the header is not valid JSON (Document nesting depth (501) exceeds the maximum allowed (500, from `StreamReadC…). The file is damaged; get it again."),
        json(
            "a name of a megabyte",
            "{\"" + "x".repeat(1 << 20) + "\":7}",
            0,
            "model.safetensors: the header is not valid JSON (Name length (52731) exceeds the maximum allowed (50000, from `StreamReadConstrai…). The file is damaged; get it again."),
        json(
            "a name over several lines",
            "{\"a\\nb\\u001b[31m\":7}",
            0,
            "model.safetensors: the header has no object for \"a\uFFFDb\uFFFD[31m\". The file is damaged; get it again."),
        json(
            "two objects",
            "{}{}",
            0,
            "model.safetensors: something follows the header's JSON object. The file is damaged; get it again."),
        json(
            "the same name twice",
            A.replace("}}", "},") + A.substring(1),
            4,
            "model.safetensors: the header is not valid JSON (Duplicate Object property \"a\"). The file is damaged; get it again."),
        json(
            "a type that is none",
            A.replace("F32", "F31"),
            4,
            "model.safetensors: tensor \"a\" has elements of type \"F31\"; those that can be read are [F64, F32, F16, BF16, I64, I32, U8, BOOL]. Convert the file to one of them."),
        json(
            "an 8-bit type",
            A.replace("F32", "F8_E4M3"),
            4,
            "model.safetensors: tensor \"a\" has elements of type \"F8_E4M3\"; those that can be read are [F64, F32, F16, BF16, I64, I32, U8, BOOL]. Convert the file to one of them."),
        json(
            "a negative dimension",
            A.replace("[1]", "[-1]"),
            4,
            "model.safetensors: shape of tensor \"a\" holds something other than a number from 0 to 2^63-1. The file is damaged; get it again."),
        json(
            "a dimension of 2^64",
            A.replace("[1]", "[18446744073709551616]"),
            4,
            "model.safetensors: shape of tensor \"a\" holds something other than a number from 0 to 2^63-1. The file is damaged; get it again."),
        json(
            "a product beyond 2^63",
            A.replace("[1]", "[4294967296,4294967296]"),
            4,
            "model.safetensors: tensor \"a\" of shape [4294967296, 4294967296] is larger than any memory. The file is damaged; get it again."),
        json(
            "no elements of sides beyond 2^63",
            A.replace("[1]", "[0,4294967296,4294967296]").replace("[0,4]", "[0,0]"),
            0,
            "model.safetensors: tensor \"a\" of shape [0, 4294967296, 4294967296] is larger than any memory. The file is damaged; get it again."),
        json(
            "a thousand dimensions",
            A.replace("[1]", "[" + "1,".repeat(999) + "1]"),
            4,
            "model.safetensors: shape of tensor \"a\" has more than 64 numbers. The file is damaged; get it again."),
        json(
            "more bytes than its shape needs",
            A.replace("[0,4]", "[0,8]"),
            8,
            "model.safetensors: tensor \"a\" of type F32 and shape [1] needs 4 bytes but the header gives it 8. The file is damaged; get it again."),
        json(
            "an end before its begin",
            A.replace("[0,4]", "[4,0]"),
            4,
            "model.safetensors: tensor \"a\" ends at 0 before it begins at 4. The file is damaged; get it again."),
        json(
            "an end at 2^63 - 1",
            A.replace("[0,4]", "[0,9223372036854775807]"),
            4,
            "model.safetensors: header says tensor \"a\" ends at byte 9,223,372,036,854,775,887 but the file has 84. The file is cut short; download it again."),
        json(
            "a hole",
            A.replace("[0,4]", "[4,8]"),
            8,
            "model.safetensors: bytes 62 to 66, before tensor \"a\", belong to no tensor. The file is damaged; get it again."),
        json(
            "bytes after the last tensor",
            A,
            40,
            "model.safetensors: the tensors end at byte 66 but the file has 102. The file is damaged; get it again."),
        json(
            "two tensors on the same bytes",
            A.replace("}}", "},") + A.substring(1).replace("\"a\"", "\"b\""),
            4,
            "model.safetensors: tensor \"b\" begins at byte 115, inside the one before it, which ends at 119. The file is damaged; get it again."),
        json(
            "metadata that are no texts",
            "{\"__metadata__\":{\"format\":[1]}}",
            0,
            "model.safetensors: __metadata__ may hold only texts, but \"format\" is none. The file is damaged; get it again."),
        header(
            "a header that is not UTF-8",
            f -> Files.write(f, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xc3, 0x28}),
            "model.safetensors: the header is not valid UTF-8. The file is damaged; get it again."),
        header(
            "a link to a file elsewhere",
            f -> Files.createSymbolicLink(f, Path.of("/etc/hosts")),
            "model.safetensors is a link to something outside its folder, which is not followed. Copy the file there."),
        header(
            "a link to itself",
            f -> Files.createSymbolicLink(f, f),
            "model.safetensors is a link that leads nowhere. Download the file again."),
        header(
            "a folder of that name",
            f -> Files.createDirectory(f),
            "model.safetensors is not a file but a folder or a device."),
        new Hostile(
            "a pickle",
            f -> {
              clear(f);
              Files.write(f.resolve("pytorch_model.bin"), new byte[8]);
            },
            "pytorch_model.bin is a pickle, which can run any program when it is read, so it is not. Convert it with safetensors: load it with torch.load(…, weights_only=True), save it with safetensors.torch.save_file as model.safetensors."),
        new Hostile(
            "no weights",
            HostileFilesTest::clear,
            "model holds neither model.safetensors nor model.safetensors.index.json. Give the path of a model folder with its weights."));
  }

  private static Stream<Hostile> indexes() {
    return Stream.of(
        index(
            "not JSON",
            text -> "{",
            "model.safetensors.index.json is not valid JSON (Unexpected end-of-input: expected close marker for Object (start marker at [Sour…). It is damaged; download it again."),
        index(
            "a list",
            text -> "[]",
            "model.safetensors.index.json: it is not a JSON object. The file is damaged; download it again."),
        index(
            "no weight_map",
            text -> "{\"metadata\":{}}",
            "model.safetensors.index.json: its weight_map is missing or empty. The file is damaged; download it again."),
        index(
            "a weight_map that is a list",
            text -> "{\"weight_map\":[]}",
            "model.safetensors.index.json: its weight_map is not a JSON object. The file is damaged; download it again."),
        index(
            "a shard that is a number",
            text -> text.replaceFirst("\"" + SHARD_1 + "\"", "1"),
            "model.safetensors.index.json: the shard of tensor \"model.embed_tokens.weight\" is not a name. The file is damaged; download it again."),
        index(
            "a tensor listed twice",
            text ->
                text.replaceFirst(
                    "\\{\\s*\"lm", "{ \"model.norm.weight\" : \"" + SHARD_1 + "\", \"lm"),
            "model.safetensors.index.json is not valid JSON (Duplicate Object property \"model.norm.weight\"). It is damaged; download it again."),
        index(
            "a shard above the folder",
            text -> text.replaceFirst(SHARD_1, "../" + SHARD_1),
            "model: \"../model-00001-of-00002.safetensors\" is not the plain name of a file in this folder; no other is read."),
        index(
            "a shard by absolute path",
            text -> text.replaceFirst(SHARD_1, "/etc/passwd"),
            "model: \"/etc/passwd\" is not the plain name of a file in this folder; no other is read."),
        index(
            "a shard by Windows path",
            text -> text.replaceFirst(SHARD_1, "C:\\\\\\\\x"),
            "model: \"C:\\x\" is not the plain name of a file in this folder; no other is read."),
        index(
            "a shard called ..",
            text -> text.replaceFirst(SHARD_1, ".."),
            "model: \"..\" is not the plain name of a file in this folder; no other is read."),
        index(
            "a shard with a zero byte",
            text -> text.replaceFirst(SHARD_1, "a\\\\u0000b"),
            "model: \"a\uFFFDb\" is not the plain name of a file in this folder; no other is read."),
        index(
            "a thousand shards",
            text -> thousandShards(),
            "model.safetensors.index.json: it names 1,000 shards, more than the 512 allowed. The file is damaged; download it again."),
        index(
            "a tensor in the wrong shard",
            text -> text.replaceFirst(SHARD_1, SHARD_2),
            "model.safetensors.index.json says that tensor \"model.embed_tokens.weight\" is in \"model-00002-of-00002.safetensors\", which does not hold it. Download the files of one version again."),
        index(
            "a tensor in no shard",
            text -> text.replaceFirst("\\{\\s*\"lm", "{ \"none\" : \"" + SHARD_1 + "\", \"lm"),
            "model.safetensors.index.json says that tensor \"none\" is in \"model-00001-of-00002.safetensors\", which does not hold it. Download the files of one version again."),
        index(
            "a tensor of a shard left out",
            text -> text.replaceFirst("\"lm_head.weight\" : \"[^\"]*\",", ""),
            "model-00002-of-00002.safetensors holds tensor \"lm_head.weight\", which the index does not name. Download the files of one version again."),
        new Hostile(
            "a missing shard",
            f -> Files.delete(f.resolve(SHARD_2)),
            "model.safetensors.index.json: shard \"model-00002-of-00002.safetensors\" is missing. Download it."),
        new Hostile(
            "the same tensors in two shards",
            f -> {
              Files.delete(f.resolve(SHARD_2));
              Files.copy(f.resolve(SHARD_1), f.resolve(SHARD_2));
            },
            "model.safetensors.index.json says that tensor \"lm_head.weight\" is in \"model-00002-of-00002.safetensors\", which does not hold it. Download the files of one version again."),
        new Hostile(
            "a shard that links elsewhere",
            f -> {
              Path there = f.resolveSibling("there");
              Files.move(f.resolve(SHARD_2), there);
              Files.createSymbolicLink(f.resolve(SHARD_2), there);
            },
            "model-00002-of-00002.safetensors is a link to something outside its folder, which is not followed. Copy the file there."),
        new Hostile(
            "an index that links elsewhere",
            f -> {
              Files.delete(f.resolve(INDEX));
              Files.createSymbolicLink(f.resolve(INDEX), Path.of("/etc/hosts"));
            },
            "model.safetensors.index.json is a link to something outside its folder, which is not followed. Copy the file there."),
        new Hostile(
            "a shard cut short",
            f -> {
              byte[] all = Files.readAllBytes(f.resolve(SHARD_2));
              Files.write(f.resolve(SHARD_2), Arrays.copyOf(all, all.length - 1));
            },
            "model-00002-of-00002.safetensors: header says tensor \"model.norm.weight\" ends at byte 280 but the file has 279. The file is cut short; download it again."));
  }

  private static Stream<Hostile> configs() {
    return Stream.of(
        config(
            "not JSON",
            text -> "{\"vocab_size\"",
            "config.json is not JSON: \"Unexpected end-of-input within/between Object entries\""),
        config("a list", text -> "[1]", "config.json must hold one JSON object."),
        config(
            "100,000 brackets",
            text -> "[".repeat(100_000),
            "config.json is not JSON: \"Document nesting depth (501) exceeds the maximum allowed (5…"),
        config(
            "the same key twice",
            text -> text.replaceFirst("\\{", "{\"vocab_size\" : 9, "),
            "config.json is not JSON: \"Duplicate Object property \"vocab_size\"\""),
        config(
            "more than a megabyte",
            text -> text + " ".repeat(1 << 20),
            "config.json has more than the 1,048,576 bytes allowed. It is damaged or not what its name says."),
        config(
            "a width of 2^31",
            text -> text.replaceFirst("\"hidden_size\" : \\d+", "\"hidden_size\" : 2147483648"),
            "config.json: \"hidden_size\" must be a whole number from 1 to 131072, but is 2147483648."),
        config(
            "a million layers",
            text ->
                text.replaceFirst(
                    "\"num_hidden_layers\" : \\d+", "\"num_hidden_layers\" : 1000000"),
            "config.json: \"num_hidden_layers\" must be a whole number from 1 to 1024, but is 1000000."),
        config(
            "no heads",
            text ->
                text.replaceFirst("\"num_attention_heads\" : \\d+", "\"num_attention_heads\" : 0"),
            "config.json: \"num_attention_heads\" must be a whole number from 1 to 4096, but is 0."),
        config(
            "heads that do not divide",
            text ->
                text.replaceFirst("\"num_key_value_heads\" : \\d+", "\"num_key_value_heads\" : 3"),
            "config.json: num_attention_heads (2) must be a multiple of num_key_value_heads (3)."),
        config(
            "a text for a number",
            text -> text.replaceFirst("\"vocab_size\" : \\d+", "\"vocab_size\" : \"5\""),
            "config.json: \"vocab_size\" must be a whole number from 1 to 16777216, but is \"5\"."),
        config(
            "an epsilon that is no number",
            text -> text.replaceFirst("\"rms_norm_eps\" : [^,]+", "\"rms_norm_eps\" : \"NaN\""),
            "config.json: \"rms_norm_eps\" must be a number from 0.0 to 1.0, but is \"NaN\"."),
        config(
            "code of its own",
            text -> text.replace("LlamaForCausalLM", "EvilForCausalLM"),
            "config.json: the architecture \"EvilForCausalLM\" is not supported; supported are LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM."),
        config(
            "sizes that the weights do not have",
            text -> text.replaceFirst("\"hidden_size\" : \\d+", "\"hidden_size\" : 131072"),
            "model: 12 weights are of another shape (model.embed_tokens.weight is [5, 4], not [5, 131072], model.layers.0.input_layernorm.weight is [4], not [131072], model.layers.0.self_attn.q_proj.weight is [4, 4], not [4, 131072], …). Use the config.json that belongs to these weights."),
        new Hostile(
            "no config",
            f -> Files.delete(f.resolve("config.json")),
            "model: there is no config.json in this folder. Give the path of a model folder."),
        new Hostile(
            "a config that links elsewhere",
            f -> {
              Files.delete(f.resolve("config.json"));
              Files.createSymbolicLink(f.resolve("config.json"), Path.of("/etc/hosts"));
            },
            "config.json is a link to something outside its folder, which is not followed. Copy the file there."),
        new Hostile(
            "a config that is not text",
            f -> Files.write(f.resolve("config.json"), new byte[] {(byte) 0xff, (byte) 0xfe}),
            "config.json is not a text in UTF-8. It is damaged; download it again."));
  }

  private void assertRefused(Hostile row) throws IOException {
    Path folder = Files.createTempDirectory(above, "model");
    Files.delete(folder);
    save(folder);
    row.spoiling().spoil(folder);
    assertThatThrownBy(() -> ModelFolder.open(folder).close())
        .isInstanceOf(InputException.class)
        .extracting(thrown -> shortened(String.valueOf(thrown.getMessage()), folder))
        .isEqualTo(row.line());
  }

  private static String shortened(String message, Path folder) {
    return message
        .replace(folder + "/", "")
        .replace(folder.toString(), "model")
        // How much of an endless name has been read when it is refused depends on the reader's
        // buffers.
        .replaceAll("Name length \\(\\d+\\)", "Name length (52731)");
  }

  /** A good folder of two shards. */
  private static void save(Path folder) {
    DecoderShape shape = untied();
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      shape
          .weights()
          .forEach((name, sizes) ->
              weights.put(
                  name, Tensors.zeros(sizes.stream().mapToLong(Long::longValue).toArray())));
      try (Parameters parameters = Parameters.own(weights)) {
        ModelFolder.save(
            new DurableFiles(Disk.real()),
            folder,
            shape,
            parameters,
            new ModelFolder.Saving(ElementType.F32, 600, null));
      }
    }
  }

  private static DecoderShape untied() {
    String config = DecoderShape.llama(5, 4, 1, 2, 1, 6, 16).toConfigJson();
    return DecoderShape.parse(
        config.replace("\"tie_word_embeddings\" : true", "\"tie_word_embeddings\" : false"),
        "config.json");
  }

  private static Hostile header(String what, Spoiling spoiling, String line) {
    return new Hostile(
        what,
        folder -> {
          clear(folder);
          spoiling.spoil(folder.resolve("model.safetensors"));
        },
        line);
  }

  private static Hostile json(String what, String header, int bytes, String line) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] file =
        ByteBuffer.allocate(8 + text.length + bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .array();
    return header(what, path -> Files.write(path, file), line);
  }

  private static byte[] length(long length, int more) {
    return ByteBuffer.allocate(8 + more).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private static void clear(Path folder) throws IOException {
    Files.delete(folder.resolve(SHARD_1));
    Files.delete(folder.resolve(SHARD_2));
    Files.delete(folder.resolve(INDEX));
  }

  private static Hostile index(String what, UnaryOperator<String> change, String line) {
    return new Hostile(what, folder -> rewrite(folder.resolve(INDEX), change), line);
  }

  private static Hostile config(String what, UnaryOperator<String> change, String line) {
    return new Hostile(what, folder -> rewrite(folder.resolve("config.json"), change), line);
  }

  private static void rewrite(Path file, UnaryOperator<String> change) throws IOException {
    Files.writeString(file, change.apply(Files.readString(file)));
  }

  private static String thousandShards() {
    StringBuilder map = new StringBuilder("{\"weight_map\":{");
    for (int i = 0; i < 1000; i++) {
      map.append(i == 0 ? "" : ",").append("\"%d\":\"%d.safetensors\"".formatted(i, i));
    }
    return map.append("}}").toString();
  }
}
