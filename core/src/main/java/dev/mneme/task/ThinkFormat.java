package dev.mneme.task;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * 1 if a text thinks first and answers then: {@code <think>…</think>} at its beginning, exactly
 * once, and something after it. Else 0 or, if graded, the mean of the parts.
 *
 * <p>Parts, each 1 or 0:
 *
 * <pre>
 *   opens    it begins with the only &lt;think&gt;, or with none where the prompt opens the thought
 *   closes   there is one &lt;/think&gt;, and a thought before it
 *   answers  something follows the last &lt;/think&gt;
 * </pre>
 *
 * @param opened whether the prompt ends with {@code <think>} already, as some chat templates have
 *     it
 * @param graded whether parts of the form count
 */
public record ThinkFormat(boolean opened, boolean graded) implements TextVerifier {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String stripped = text.strip();
    boolean begins = stripped.startsWith(OPEN);
    String inside = begins ? stripped.substring(OPEN.length()) : stripped;
    int close = inside.indexOf(CLOSE);
    boolean opens = begins != opened && !inside.contains(OPEN);
    boolean closes =
        close >= 0 && inside.indexOf(CLOSE, close + 1) < 0 && !inside.substring(0, close).isBlank();
    boolean answers = close >= 0 && !Thought.answerOf(inside).isBlank();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("opens", opens ? 1.0 : 0.0);
    parts.put("closes", closes ? 1.0 : 0.0);
    parts.put("answers", answers ? 1.0 : 0.0);
    double mean = parts.values().stream().mapToDouble(part -> part).average().orElse(0);
    String reason =
        !opens
            ? "it does not open its thought once, at the beginning"
            : !closes
                ? "it does not close a thought exactly once"
                : answers ? "it thinks, then answers" : "nothing follows its thought";
    return new Verdict(graded ? mean : Math.floor(mean), reason, parts);
  }
}
