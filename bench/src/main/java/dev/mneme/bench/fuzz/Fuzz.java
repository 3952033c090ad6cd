package dev.mneme.bench.fuzz;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs one input through one reader. Jazzer calls {@link #fuzzerInitialize} with the name of a
 * target, then {@link #fuzzerTestOneInput} for each input; {@code bench/fuzz.sh} starts it.
 *
 * <p>The first byte of an input says how to take the rest: even, it is the file itself; odd, it is
 * a list of damages to one of the target's valid files (see {@link Damage}).
 */
public final class Fuzz {

  private static final int LONGEST_MESSAGE = 2_000;

  private static final Map<String, Supplier<Target>> TARGETS =
      Map.ofEntries(
          Map.entry("decoder-config", DecoderConfigTarget::new),
          Map.entry("recipe", RecipeTarget::new),
          Map.entry("records-jsonl", () -> new RecordsTarget("jsonl")),
          Map.entry("records-json", () -> new RecordsTarget("json")),
          Map.entry("records-csv", () -> new RecordsTarget("csv")),
          Map.entry("records-parquet", () -> new RecordsTarget("parquet")),
          Map.entry("idx", IdxTarget::new),
          Map.entry("llama2c", Llama2cTarget::new),
          Map.entry("safetensors", SafetensorsTarget::new),
          Map.entry("weight-index", WeightIndexTarget::new),
          Map.entry("peft-config", PeftConfigTarget::new),
          Map.entry("chat-template", ChatTemplateTarget::new),
          Map.entry("tokenizer-json", () -> new TokenizerTarget("tokenizer.json")),
          Map.entry("tokenizer-gpt2", () -> new TokenizerTarget("vocab.json", "merges.txt")),
          Map.entry("tokenizer-llama2c", () -> new TokenizerTarget("tok512.bin")),
          Map.entry("tokenizer-settings", () -> new TokenizerTarget("tokenizer_config.json")));

  private static @Nullable Target target;

  /** The input in hand, for whoever watches its time. */
  private static volatile byte[] running = new byte[0];

  private Fuzz() {}

  /** Called once by Jazzer with its {@code --target_args}; native libraries are loaded here. */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    Target reader = named(arguments[0]);
    for (byte[] seed : reader.seeds()) {
      run(reader, Damage.plain(seed));
    }
    target = reader;
    Hang.watch(Thread.currentThread(), () -> running);
  }

  /** Called by Jazzer with every input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (target == null) {
      throw new IllegalStateException("no target was named");
    }
    running = input;
    run(target, input);
  }

  private static void run(Target reader, byte[] input) throws IOException {
    try {
      reader.read(Damage.file(reader, input));
    } catch (InputException refused) {
      String said = String.valueOf(refused.getMessage());
      if (said.isBlank()
          || said.length() > LONGEST_MESSAGE
          || said.chars().anyMatch(Character::isISOControl)) {
        throw new AssertionError("not one clear line: " + said, refused);
      }
    }
  }

  private static Target named(String name) {
    Supplier<Target> maker = TARGETS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException("no target is called " + name);
    }
    return maker.get();
  }

  /**
   * {@code corpus TARGET FOLDER} reads the target's valid files, which must not be refused, and
   * writes inputs to start from and, beside them, a dictionary; {@code replay TARGET FILE…} runs
   * inputs; {@code show TARGET FILE} prints the file an input stands for.
   */
  public static void main(String[] arguments) throws IOException {
    if (!TARGETS.containsKey(arguments[1])) {
      System.err.printf(
          "no target is called %s; there are %s%n",
          arguments[1], TARGETS.keySet().stream().sorted().toList());
      System.exit(2);
    }
    Target reader = named(arguments[1]);
    switch (arguments[0]) {
      case "corpus" -> corpus(reader, Path.of(arguments[2]));
      case "replay" -> {
        for (String file : List.of(arguments).subList(2, arguments.length)) {
          run(reader, Files.readAllBytes(Path.of(file)));
        }
      }
      case "show" ->
          System.out.write(Damage.file(reader, Files.readAllBytes(Path.of(arguments[2]))));
      default -> throw new IllegalArgumentException("corpus, replay or show");
    }
    System.out.flush();
  }

  private static void corpus(Target reader, Path folder) throws IOException {
    Files.createDirectories(folder.resolve("corpus"));
    List<byte[]> seeds = reader.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      reader.read(Damage.file(reader, Damage.plain(seeds.get(i))));
      Files.write(folder.resolve("corpus/file-" + i), Damage.plain(seeds.get(i)));
      for (int how = 1; how < 8; how += 2) {
        Files.write(
            folder.resolve("corpus/damage-%d-%d".formatted(i, how)),
            new byte[] {(byte) how, (byte) i, 3, 0, 7, 1, 3, 0, 20, 2});
      }
    }
    Files.writeString(
        folder.resolve("words"),
        reader.words().stream().map(Fuzz::entry).collect(Collectors.joining("\n", "", "\n")));
  }

  /** A word as libFuzzer's dictionaries have it. */
  private static String entry(String word) {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= ' ' && b < 0x7f && b != '"' && b != '\\';
      text.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02X", b));
    }
    return text.append('"').toString();
  }
}
