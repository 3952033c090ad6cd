package dev.mneme.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The index of a checkpoint in several files: which tensor lies in which shard.
 *
 * <pre>
 * {@code {"metadata": {"total_size": 96}, "weight_map": {"a.weight": "model-00001-of-00002.safetensors", …}} }
 * </pre>
 *
 * Source: the files {@code model.safetensors.index.json} written by transformers. Their {@code
 * total_size} is a courtesy that several writers count differently, so it is not read.
 */
record WeightIndex(Map<String, String> shardOf) {

  /** Keeps open files and memory bounded; the largest models published have under two hundred. */
  static final int MOST_SHARDS = 512;

  static final int LONGEST = 64 << 20;

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  /** The shards in the order of their first tensor. */
  List<String> shards() {
    return shardOf.values().stream().distinct().toList();
  }

  /**
   * @param where names the file in messages
   */
  static WeightIndex parse(String text, String where) {
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), text)) {
      WeightIndex index = new Reader(parser, where).read();
      if (index.shards().size() > MOST_SHARDS) {
        throw wrong(
            where,
            "it names %,d shards, more than the %d allowed."
                .formatted(index.shards().size(), MOST_SHARDS));
      }
      return index;
    } catch (JacksonException broken) {
      String said = SafetensorsHeader.quoted(String.valueOf(broken.getOriginalMessage()));
      throw new InputException(
          "%s is not valid JSON (%s). It is damaged; download it again."
              .formatted(where, said.substring(1, said.length() - 1)),
          broken);
    }
  }

  /** The index in JSON, tensors by name. */
  static String encode(Map<String, String> shardOf, long parameters, long bytes) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("total_parameters", parameters);
    metadata.put("total_size", bytes);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("metadata", metadata);
    page.put("weight_map", new TreeMap<>(shardOf));
    return JsonMapper.shared()
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(page)
        + "\n";
  }

  private static InputException wrong(String where, String what) {
    return new InputException(
        "%s: %s The file is damaged; download it again.".formatted(where, what));
  }

  private record Reader(JsonParser parser, String where) {

    WeightIndex read() {
      require(parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object.");
      Map<String, String> shardOf = Map.of();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean map = parser.currentName().equals("weight_map");
        parser.nextToken();
        if (map) {
          shardOf = weightMap();
        } else {
          parser.skipChildren();
        }
      }
      require(parser.nextToken() == null, "something follows its JSON object.");
      require(!shardOf.isEmpty(), "its weight_map is missing or empty.");
      return new WeightIndex(shardOf);
    }

    private Map<String, String> weightMap() {
      require(
          parser.currentToken() == JsonToken.START_OBJECT, "its weight_map is not a JSON object.");
      Map<String, String> shardOf = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String tensor = parser.currentName();
        require(
            parser.nextToken() == JsonToken.VALUE_STRING,
            "the shard of tensor " + SafetensorsHeader.quoted(tensor) + " is not a name.");
        shardOf.put(tensor, parser.getString());
      }
      return shardOf;
    }

    private void require(boolean right, String otherwise) {
      if (!right) {
        throw wrong(where, otherwise);
      }
    }
  }
}
