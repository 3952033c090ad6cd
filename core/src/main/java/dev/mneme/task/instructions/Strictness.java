package dev.mneme.task.instructions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether a response is judged as it is, or by the kindest of eight readings. */
public enum Strictness {
  /** As it is. */
  STRICT,
  /**
   * Also without its first line, its last, both, and each of these without asterisks: an
   * introduction, a closing remark or bold letters do no harm. An upper bound.
   */
  LOOSE;

  /** The readings, none of them blank, each once; the response as it is comes first. */
  List<String> readings(String response) {
    Set<String> readings = new LinkedHashSet<>(List.of(response));
    if (this == LOOSE) {
      int first = response.indexOf('\n');
      int last = response.lastIndexOf('\n');
      Set<String> shortened = new LinkedHashSet<>(List.of(response));
      if (first >= 0) {
        shortened.add(PythonText.strip(response.substring(first + 1)));
        shortened.add(PythonText.strip(response.substring(0, last)));
        shortened.add(first < last ? PythonText.strip(response.substring(first + 1, last)) : "");
      }
      shortened.forEach(reading -> readings.add(reading.replace("*", "")));
      readings.addAll(shortened);
    }
    return readings.stream().filter(reading -> !PythonText.isBlank(reading)).toList();
  }
}
