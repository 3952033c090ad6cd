package dev.mneme.text;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a model folder says of its tokenizer: which files it is in, and the roles of its tokens. */
final class TokenizerFolder {

  static final String TOKENIZER = "tokenizer.json";
  static final String CONFIG = "tokenizer_config.json";
  static final String TEMPLATE = "chat_template.jinja";
  static final String SPECIAL = "special_tokens_map.json";

  private static final List<String> SETTINGS = List.of(CONFIG, TEMPLATE, SPECIAL);
  private static final List<String> ROLES =
      List.of("bos", "eos", "pad", "unk", "sep", "cls", "mask");

  private final Path folder;
  private final List<String> files;
  private final @Nullable JsonNode config;

  private TokenizerFolder(Path folder, List<String> files) {
    this.folder = folder;
    this.files = files;
    this.config = Json.objectIfThere(folder.resolve(CONFIG));
  }

  static Tokenizer read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is not a folder. Give the folder of a model.");
    }
    if (Files.exists(folder.resolve(TOKENIZER))) {
      return new NativeTokenizer(
          TokenizerJson.read(folder.resolve(TOKENIZER)),
          new TokenizerFolder(folder, List.of(TOKENIZER)));
    }
    if (Files.exists(folder.resolve(Gpt2Files.VOCABULARY))
        && Files.exists(folder.resolve(Gpt2Files.MERGES))) {
      return new NativeTokenizer(
          Gpt2Files.read(folder),
          new TokenizerFolder(folder, List.of(Gpt2Files.VOCABULARY, Gpt2Files.MERGES)));
    }
    List<Path> scored = scoredFiles(folder);
    if (scored.size() == 1) {
      return ScoredBpeFile.read(scored.getFirst());
    }
    if (scored.size() > 1) {
      throw new InputException(
          "%s holds several llama2.c tokenizers, such as %s and %s. Keep the one of this model."
              .formatted(folder, scored.get(0).getFileName(), scored.get(1).getFileName()));
    }
    return new TokenizerFolder(folder, List.of()).small();
  }

  private static List<Path> scoredFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("tok\\d+\\.bin|tokenizer\\.bin"))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw DurableFiles.explain(folder, failure);
    }
  }

  /** A tokenizer that needs no file but its settings. */
  private Tokenizer small() {
    if (config != null) {
      String type = config.path("tokenizer_class").asString("");
      if (type.equals(ByteTokenizer.CLASS)) {
        return Tokenizer.bytes();
      }
      if (config.has(CharacterTokenizer.CHARACTERS)) {
        return new CharacterTokenizer(characters(config), source().toString());
      }
      if (type.equals(CharacterTokenizer.CLASS)) {
        throw new InputException(
            "%s: a %s needs its alphabet as a list of code points in \"%s\"."
                .formatted(source(), type, CharacterTokenizer.CHARACTERS));
      }
    }
    throw new InputException(
        ("%s holds no tokenizer that is read here: %s, %s with %s, a llama2.c tok*.bin, or a %s with"
                + " \"%s\". A SentencePiece tokenizer.model becomes a %s when saved by a fast"
                + " tokenizer of transformers.")
            .formatted(
                folder,
                TOKENIZER,
                Gpt2Files.VOCABULARY,
                Gpt2Files.MERGES,
                CONFIG,
                CharacterTokenizer.CHARACTERS,
                TOKENIZER));
  }

  private int[] characters(JsonNode settings) {
    JsonNode list = settings.path(CharacterTokenizer.CHARACTERS);
    int[] characters = new int[list.size()];
    for (int i = 0; i < characters.length; i++) {
      if (!list.path(i).isIntegralNumber() || !list.path(i).canConvertToInt()) {
        throw new InputException(
            "%s: \"%s\" must be a list of code points."
                .formatted(source(), CharacterTokenizer.CHARACTERS));
      }
      characters[i] = list.path(i).intValue();
    }
    if (characters.length == 0) {
      throw new InputException(
          "%s: the alphabet in \"%s\" is empty."
              .formatted(source(), CharacterTokenizer.CHARACTERS));
    }
    return characters;
  }

  /** The file to name when something is wrong. */
  Path source() {
    return folder.resolve(files.isEmpty() ? CONFIG : files.getFirst());
  }

  /** The texts of the special tokens by the names templates use, such as {@code bos_token}. */
  Map<String, String> specialNames() {
    Map<String, String> names = new LinkedHashMap<>();
    for (JsonNode settings : settings(SPECIAL, CONFIG)) {
      for (String role : ROLES) {
        JsonNode value = settings.path(role + "_token");
        String text = value.isString() ? value.asString() : value.path("content").asString("");
        if (!text.isEmpty()) {
          names.put(role + "_token", text);
        }
      }
    }
    return names;
  }

  static Map<String, String> specialNames(Path folder) {
    TokenizerFolder found = new TokenizerFolder(folder, List.of());
    Map<String, String> names =
        found.config != null && found.config.has(CharacterTokenizer.CHARACTERS)
            ? CharacterTokenizer.specialNames()
            : new LinkedHashMap<>();
    names.putAll(found.specialNames());
    return names;
  }

  SpecialIds specialIds(Function<String, @Nullable Integer> idOf) {
    Map<String, String> names = specialNames();
    return new SpecialIds(
            role("bos", names, idOf),
            role("eos", names, idOf),
            role("pad", names, idOf),
            role("unk", names, idOf))
        .withStops(stops());
  }

  private OptionalInt role(
      String role, Map<String, String> names, Function<String, @Nullable Integer> idOf) {
    String name = names.get(role + "_token");
    Integer id = name == null ? null : idOf.apply(name);
    if (id != null) {
      return OptionalInt.of(id);
    }
    for (JsonNode settings : settings("generation_config.json", "config.json")) {
      JsonNode value = settings.path(role + "_token_id");
      JsonNode first = value.isArray() ? value.path(0) : value;
      if (first.isIntegralNumber() && first.canConvertToInt()) {
        return OptionalInt.of(first.intValue());
      }
    }
    return OptionalInt.empty();
  }

  private List<Integer> stops() {
    List<Integer> stops = new ArrayList<>();
    for (JsonNode settings : settings("generation_config.json")) {
      JsonNode value = settings.path("eos_token_id");
      Iterable<JsonNode> all = value.isArray() ? value : List.of(value);
      for (JsonNode id : all) {
        if (id.isIntegralNumber() && id.canConvertToInt()) {
          stops.add(id.intValue());
        }
      }
    }
    return stops.stream().distinct().toList();
  }

  private List<JsonNode> settings(String... names) {
    return Stream.of(names)
        .map(name -> Json.objectIfThere(folder.resolve(name)))
        .flatMap(Stream::ofNullable)
        .toList();
  }

  /** Copies the tokenizer's files and those that say how to use it. */
  void copyTo(Path target) {
    if (target.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize())) {
      return;
    }
    Stream.concat(files.stream(), SETTINGS.stream())
        .filter(name -> Files.exists(folder.resolve(name)))
        .forEach(name -> copy(name, target));
  }

  private void copy(String name, Path target) {
    durable().makeFolder(target);
    durable()
        .write(
            target.resolve(name),
            channel -> Files.copy(folder.resolve(name), Channels.newOutputStream(channel)));
  }

  /** Writes the settings of a tokenizer; a chat template among those it replaces stays. */
  static void writeConfig(Path folder, Map<String, ?> config) {
    Map<String, Object> settings = new LinkedHashMap<>(config);
    JsonNode replaced = Json.objectIfThere(folder.resolve(CONFIG));
    if (replaced != null && replaced.has(ChatTemplate.KEY)) {
      settings.put(ChatTemplate.KEY, replaced.path(ChatTemplate.KEY));
    }
    write(folder, CONFIG, Json.page(settings));
  }

  static void write(Path folder, String name, String text) {
    durable().makeFolder(folder);
    durable().write(folder.resolve(name), text);
  }

  private static DurableFiles durable() {
    return new DurableFiles(Disk.real());
  }
}
