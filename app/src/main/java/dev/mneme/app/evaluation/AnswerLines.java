package dev.mneme.app.evaluation;

import dev.mneme.data.InputException;
import dev.mneme.policy.ContinuationScorer.Score;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.ItemResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers as JSON lines, each with the question it answers, and back without loss. */
final class AnswerLines {

  /** SHA-256 of what an answer depends on. */
  private static final String QUESTION = "question";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private AnswerLines() {}

  /** An item's result with its answer. */
  static String line(String question, ItemResult result) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>(result.toColumns());
    columns.put(QUESTION, question);
    return MAPPER.writeValueAsString(columns);
  }

  /**
   * All answers of a file, by question; half a line at its end is left out.
   *
   * @throws InputException naming the line that holds none
   */
  static Map<String, Answer> read(Path file) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return answers;
    }
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new InputException(
          "%s could not be read: %s.".formatted(file, failure.getMessage()), failure);
    }
    int number = 1;
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      try {
        JsonNode line = MAPPER.readTree(text.substring(start, end));
        answers.putIfAbsent(line.required(QUESTION).asString(), answer(line));
      } catch (JacksonException broken) {
        throw new InputException(
            "%s:%d: not the result of an item. The file is damaged; delete it, and what it held is asked again."
                .formatted(file, number),
            broken);
      }
      start = end + 1;
      number++;
    }
    return answers;
  }

  private static Answer answer(JsonNode line) {
    if (line.has("response")) {
      return new Answer.Response(
          line.required("response").asString(),
          line.required("tokens").asInt(),
          line.required("stopped").asBoolean());
    }
    JsonNode logProbs = line.required("logProbs");
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < logProbs.size(); i++) {
      scores.add(
          new Score(
              number(logProbs.required(i)),
              line.required("greedy").required(i).asBoolean(),
              line.required("tokens").required(i).asInt()));
    }
    return new Answer.Likelihoods(scores);
  }

  /** JSON has no infinities: they are texts. */
  private static double number(JsonNode node) {
    return node.isString() ? Double.parseDouble(node.asString()) : node.asDouble();
  }
}
