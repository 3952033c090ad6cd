package dev.mneme.app.quickstart;

import dev.mneme.app.comparison.FindingsJson;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The findings for machines: each way as {@code mneme compare} writes it, and what is claimed. */
final class QuickstartJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private QuickstartJson() {}

  static String of(QuickstartWords words) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("task", words.task());
    root.put("both_learnt", words.bothLearnt());
    root.put("reward_kept_more", words.rewardKeptMore());
    root.put("kl_orders_them", words.klOrdersThem());
    ObjectNode advantage = root.putObject("advantage_of_reward");
    advantage.put("value", words.advantage().value());
    advantage.put("low", words.advantage().interval().low());
    advantage.put("high", words.advantage().interval().high());
    for (Taught each : words.taught()) {
      root.set(
          each.way().toLowerCase(Locale.ROOT), MAPPER.readTree(FindingsJson.of(each.findings())));
    }
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root) + "\n";
  }
}
