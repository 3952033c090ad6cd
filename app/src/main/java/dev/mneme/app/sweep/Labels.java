package dev.mneme.app.sweep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings in words: keys by their last part where that is plain, groups where there are several.
 */
final class Labels {

  private final Set<String> keys = new LinkedHashSet<>();
  private final boolean severalGroups;

  Labels(List<Setting> settings) {
    settings.forEach(setting -> keys.addAll(setting.changes().keySet()));
    severalGroups = settings.stream().map(Setting::group).distinct().count() > 1;
  }

  /** All keys that any setting changes. */
  Set<String> keys() {
    return keys;
  }

  /** A key, as short as can be. */
  String key(String key) {
    String last = last(key);
    return keys.stream().filter(other -> last(other).equals(last)).count() > 1 ? key : last;
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** Such as {@code grpo: learning-rate 3e-4, kind k3}. */
  String of(Setting setting) {
    String changes =
        setting.changes().entrySet().stream()
            .map(change -> key(change.getKey()) + " " + Setting.text(change.getValue()))
            .collect(Collectors.joining(", "));
    if (changes.isEmpty()) {
      return setting.group();
    }
    return severalGroups ? setting.group() + ": " + changes : changes;
  }
}
