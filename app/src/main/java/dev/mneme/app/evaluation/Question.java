package dev.mneme.app.evaluation;

import dev.mneme.data.Sha256;
import dev.mneme.task.benchmark.Item;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * An item that a model is asked.
 *
 * @param key hash of all that the answer depends on
 */
record Question(Item item, String key) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Who is asked, and how. */
  record Asked(String fingerprint, ElementType precision, boolean chat, Manner manner) {

    Question question(Item item) {
      List<?> content =
          switch (item) {
            case Item.Choice choice ->
                choice.options().stream()
                    .map(option -> List.of(option.context(), option.continuation()))
                    .toList();
            case Item.Prompt prompt ->
                List.of(
                    chat && !prompt.plain(),
                    prompt.system(),
                    prompt.prompt(),
                    prompt.stops(),
                    prompt.maxTokens());
          };
      List<Object> all = new ArrayList<>(List.of(fingerprint, precision.toString(), content));
      all.addAll(manner.matters(item));
      if (!Device.current().isProcessor()) {
        all.add("on " + Device.current());
      }
      return new Question(item, Sha256.of(MAPPER.writeValueAsString(all)));
    }
  }
}
