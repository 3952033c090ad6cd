package dev.mneme.model;

import dev.mneme.data.InputException;
import dev.mneme.data.SourceFolder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * adapter_config.json to {@link Lora} and back. Options known to change nothing here are passed
 * over; any other must be off, so that an adapter of a kind that is not computed is never taken for
 * one that is.
 */
final class PeftConfig {

  static final String FILE = "adapter_config.json";

  private static final int LONGEST = 1 << 20;
  private static final int MOST_PATTERNS = 1000;
  private static final int DEFAULT_RANK = 8;
  private static final int DEFAULT_ALPHA = 8;
  private static final String ALL_LINEAR = "all-linear";

  private static final Set<String> READ =
      Set.of(
          "peft_type",
          "r",
          "lora_alpha",
          "use_rslora",
          "target_modules",
          "rank_pattern",
          "alpha_pattern",
          "bias",
          "init_lora_weights");

  /** Where the adapter comes from, how it was trained, and options of options that must be off. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "task_type",
          "auto_mapping",
          "peft_version",
          "base_model_name_or_path",
          "revision",
          "inference_mode",
          "lora_dropout",
          "megatron_core",
          "qalora_group_size");

  private static final JsonMapper WRITER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private PeftConfig() {}

  static Lora read(SourceFolder folder) {
    String where = folder.path().resolve(FILE).toString();
    String text =
        folder
            .text(FILE, LONGEST)
            .orElseThrow(() ->
                InputException.of(
                    "%s: there is no %s in this folder. Give the path of an adapter's folder.",
                    folder.path(), FILE));
    return parse(ConfigObject.parse(text, where));
  }

  private static Lora parse(ConfigObject config) {
    refuseWhatIsNotComputed(config);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    ConfigObject rankPattern = config.object("rank_pattern");
    if (rankPattern != null) {
      requireFew(config, "rank_pattern", rankPattern);
      rankPattern.keys().forEach(key -> ranks.put(key, rankPattern.count(key, 1, Lora.MOST_RANK)));
    }
    Map<String, Double> alphas = new LinkedHashMap<>();
    ConfigObject alphaPattern = config.object("alpha_pattern");
    if (alphaPattern != null) {
      requireFew(config, "alpha_pattern", alphaPattern);
      alphaPattern.keys().forEach(key -> alphas.put(key, alphaPattern.number(key, -1e9, 1e9)));
    }
    return new Lora(
        config.count("r", 1, Lora.MOST_RANK, DEFAULT_RANK),
        config.number("lora_alpha", -1e9, 1e9, DEFAULT_ALPHA),
        config.flag("use_rslora", false),
        targets(config),
        ranks,
        alphas);
  }

  private static void refuseWhatIsNotComputed(ConfigObject config) {
    String type = config.text("peft_type");
    if (!"LORA".equals(type)) {
      throw config.refused("peft_type", "\"LORA\", the only kind of adapter supported");
    }
    if (config.has("bias") && !"none".equals(config.text("bias"))) {
      throw config.refused("bias", "\"none\"; trained biases are not supported");
    }
    Object start = config.value("init_lora_weights");
    if (start instanceof String name && !name.equals("gaussian")) {
      throw config.refused(
          "init_lora_weights",
          "true, false or \"gaussian\"; other starts change the base model too, so convert the adapter with PEFT to a plain LoRA");
    }
    for (String key : config.keys()) {
      if (!READ.contains(key) && !WITHOUT_EFFECT.contains(key) && !isOff(config.value(key))) {
        throw config.refused(
            "the option %s = %s is not supported; plain LoRA adapters are."
                .formatted(
                    ConfigObject.shortened(key),
                    ConfigObject.shortened(String.valueOf(config.value(key)))));
      }
    }
  }

  private static boolean isOff(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Boolean flag -> !flag;
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private static LoraTargets targets(ConfigObject config) {
    Object value = config.value("target_modules");
    if (value instanceof String text) {
      return text.equals(ALL_LINEAR) ? new LoraTargets.AllLinear() : new LoraTargets.Matching(text);
    }
    List<String> names = config.texts("target_modules");
    if (names.isEmpty() || names.size() > MOST_PATTERNS) {
      throw config.refused(
          "target_modules",
          "\"all-linear\", a regular expression or a list of 1 to %d names"
              .formatted(MOST_PATTERNS));
    }
    return new LoraTargets.Named(names);
  }

  private static void requireFew(ConfigObject config, String key, ConfigObject patterns) {
    if (patterns.keys().size() > MOST_PATTERNS) {
      throw config.refused("%s has more than %,d entries.".formatted(key, MOST_PATTERNS));
    }
  }

  static String write(Lora lora, String base) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", base);
    config.put("inference_mode", true);
    config.put("r", lora.rank());
    config.put("lora_alpha", plain(lora.alpha()));
    config.put("lora_dropout", 0.0);
    config.put("use_rslora", lora.rankStabilised());
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("init_lora_weights", true);
    config.put(
        "target_modules",
        switch (lora.targets()) {
          case LoraTargets.Named named -> named.names();
          case LoraTargets.Matching matching -> matching.expression();
          case LoraTargets.AllLinear all -> ALL_LINEAR;
        });
    config.put("rank_pattern", lora.ranks());
    Map<String, Object> alphas = new LinkedHashMap<>();
    lora.alphas().forEach((pattern, alpha) -> alphas.put(pattern, plain(alpha)));
    config.put("alpha_pattern", alphas);
    return WRITER.writeValueAsString(config) + "\n";
  }

  /** PEFT's own are whole numbers, though any number counts. */
  private static Object plain(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e9) {
      return (long) number;
    }
    return number;
  }
}
