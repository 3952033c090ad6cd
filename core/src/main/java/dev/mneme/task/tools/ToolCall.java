package dev.mneme.task.tools;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A function and what it is called with. Two calls are equal if they mean the same: numbers by
 * value ({@code 1} is {@code 1.0}), texts without white space at their ends and in Unicode's
 * composed form, names of arguments in any order. A text is never a number.
 *
 * @param arguments an object; a text where it was no JSON
 */
record ToolCall(String name, JsonNode arguments) {

  ToolCall {
    name = name.strip();
    arguments = normal(arguments);
  }

  private static JsonNode normal(JsonNode node) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      object.properties().forEach(entry -> sorted.put(entry.getKey(), normal(entry.getValue())));
      ObjectNode all = make.objectNode();
      sorted.forEach(all::set);
      return all;
    }
    if (node instanceof ArrayNode list) {
      ArrayNode all = make.arrayNode();
      list.forEach(each -> all.add(normal(each)));
      return all;
    }
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue().stripTrailingZeros();
      return make.numberNode(number);
    }
    return node.isString()
        ? make.stringNode(Normalizer.normalize(node.stringValue(), Normalizer.Form.NFC).strip())
        : node;
  }
}
