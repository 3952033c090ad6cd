package dev.mneme.text;

import dev.mneme.data.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The two files of GPT-2's tokenizer, as the {@code tokenizer.json} they stand for: {@code
 * vocab.json} maps tokens to ids, {@code merges.txt} has one pair a line, the first merged first.
 */
final class Gpt2Files {

  static final String VOCABULARY = "vocab.json";
  static final String MERGES = "merges.txt";

  private static final long LARGEST = 64L << 20;
  private static final List<String> KNOWN_SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<pad>", "<unk>");

  private Gpt2Files() {}

  static TokenizerJson read(Path folder) {
    Path file = folder.resolve(VOCABULARY);
    JsonNode vocabulary = Json.object(file, LARGEST);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("vocab", vocabulary);
    model.put("merges", merges(folder.resolve(MERGES)));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("added_tokens", special(vocabulary));
    json.put("pre_tokenizer", byteLevel());
    json.put("decoder", byteLevel());
    json.put("model", model);
    return TokenizerJson.of(Json.compact(json).getBytes(StandardCharsets.UTF_8), file.toString());
  }

  private static Map<String, Object> byteLevel() {
    return Map.of(
        "type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);
  }

  private static List<List<String>> merges(Path file) {
    List<List<String>> merges = new ArrayList<>();
    int number = 0;
    for (String line : Json.text(file, LARGEST).split("\n", -1)) {
      number++;
      String pair = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      if (pair.isEmpty() || (number == 1 && pair.startsWith("#version"))) {
        continue;
      }
      int space = pair.indexOf(' ');
      if (space <= 0 || space == pair.length() - 1 || pair.indexOf(' ', space + 1) >= 0) {
        throw new InputException(
            "%s:%d: %s is not two tokens with a space between them. Get the file again."
                .formatted(file, number, Json.quoted(pair)));
      }
      merges.add(List.of(pair.substring(0, space), pair.substring(space + 1)));
    }
    return merges;
  }

  private static List<Map<String, Object>> special(JsonNode vocabulary) {
    return KNOWN_SPECIAL.stream()
        .filter(vocabulary::has)
        .map(token -> {
          Map<String, Object> added = new LinkedHashMap<>();
          added.put("id", vocabulary.get(token));
          added.put("content", token);
          for (String no : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            added.put(no, false);
          }
          added.put("special", true);
          return added;
        })
        .toList();
  }
}
