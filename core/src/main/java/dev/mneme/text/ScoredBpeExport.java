package dev.mneme.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scored tokenizer as a Hugging Face {@code tokenizer.json}: the merges are all pairs of pieces
 * that join to a piece, the best-scored join first, spaces are written ▁.
 */
final class ScoredBpeExport {

  private static final String SPACE = "\u2581";

  private ScoredBpeExport() {}

  static Map<String, Object> tokenizerJson(ScoredBpe tokenizer) {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < tokenizer.pieces().size(); id++) {
      vocabulary.putIfAbsent(spelt(tokenizer.pieces().get(id).text()), id);
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("unk_token", "<unk>");
    model.put("fuse_unk", true);
    model.put("byte_fallback", true);
    model.put("vocab", vocabulary);
    model.put("merges", merges(tokenizer.pieces()));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("added_tokens", List.of(added(0, "<unk>"), added(1, "<s>"), added(2, "</s>")));
    file.put(
        "normalizer",
        sequence("normalizers", Map.of("type", "Prepend", "prepend", SPACE), replace(" ", SPACE)));
    file.put("post_processor", beginWith("<s>", 1));
    file.put(
        "decoder",
        sequence(
            "decoders",
            replace(SPACE, " "),
            Map.of("type", "ByteFallback"),
            Map.of("type", "Fuse"),
            Map.of("type", "Strip", "content", " ", "start", 1, "stop", 0)));
    file.put("model", model);
    return file;
  }

  static Map<String, Object> tokenizerConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("bos_token", "<s>");
    config.put("eos_token", "</s>");
    config.put("unk_token", "<unk>");
    config.put("clean_up_tokenization_spaces", false);
    return config;
  }

  private record Merge(String left, String right, int id, float score) {}

  private static List<List<String>> merges(List<ScoredBpe.Piece> pieces) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = ScoredBpe.FIRST_PIECE; id < pieces.size(); id++) {
      ids.putIfAbsent(pieces.get(id).text(), id);
    }
    List<Merge> merges = new ArrayList<>();
    ids.forEach((text, id) -> {
      for (int cut = 1; cut < text.length(); cut++) {
        String left = text.substring(0, cut);
        String right = text.substring(cut);
        if (ids.containsKey(left) && ids.containsKey(right)) {
          merges.add(new Merge(left, right, id, pieces.get(id).score()));
        }
      }
    });
    merges.sort(
        Comparator.comparingDouble((Merge merge) -> -merge.score())
            .thenComparingInt(Merge::id)
            .thenComparingInt(merge -> merge.left().length()));
    return merges.stream()
        .map(merge -> List.of(spelt(merge.left()), spelt(merge.right())))
        .toList();
  }

  private static String spelt(String text) {
    return text.replace(" ", SPACE);
  }

  private static Map<String, Object> added(int id, String content) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", id);
    token.put("content", content);
    for (String no : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      token.put(no, false);
    }
    token.put("special", true);
    return token;
  }

  private static Map<String, Object> replace(String what, String by) {
    return Map.of("type", "Replace", "pattern", Map.of("String", what), "content", by);
  }

  private static Map<String, Object> sequence(String parts, Object... steps) {
    return Map.of("type", "Sequence", parts, List.of(steps));
  }

  private static Map<String, Object> beginWith(String name, int id) {
    Map<String, Object> special = Map.of("SpecialToken", Map.of("id", name, "type_id", 0));
    Map<String, Object> first = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
    Map<String, Object> second = Map.of("Sequence", Map.of("id", "B", "type_id", 0));
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("type", "TemplateProcessing");
    step.put("single", List.of(special, first));
    step.put("pair", List.of(special, first, special, second));
    step.put(
        "special_tokens",
        Map.of(name, Map.of("id", name, "ids", List.of(id), "tokens", List.of(name))));
    return step;
  }
}
