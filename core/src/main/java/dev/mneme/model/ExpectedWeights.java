package dev.mneme.model;

import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares what a file holds with what a model needs, before memory is taken for either. */
final class ExpectedWeights {

  private static final int SHOWN = 3;

  private ExpectedWeights() {}

  /**
   * Requires exactly the expected names, with their shapes and elements of floating type.
   *
   * @param where names the folder in the message
   * @param advice what to do, one sentence
   */
  static void require(
      String where,
      Map<String, List<Long>> expected,
      Map<String, Safetensors.Entry> found,
      String advice) {
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    List<String> notFloating = new ArrayList<>();
    expected.forEach((name, shape) -> {
      Safetensors.Entry entry = found.get(name);
      if (entry == null) {
        missing.add(name);
      } else if (!entry.shape().equals(shape)) {
        misshapen.add("%s is %s, not %s".formatted(name, entry.shape(), shape));
      } else if (!entry.type().isFloating()) {
        notFloating.add("%s is %s".formatted(name, entry.type()));
      }
    });
    List<String> unexpected =
        found.keySet().stream().filter(name -> !expected.containsKey(name)).toList();
    List<String> wrong = new ArrayList<>();
    tell(missing, "missing", wrong);
    tell(unexpected.stream().map(ConfigObject::shortened).toList(), "unexpected", wrong);
    tell(misshapen, "of another shape", wrong);
    tell(notFloating, "not of floating type", wrong);
    if (!wrong.isEmpty()) {
      throw InputException.of("%s: %s. %s", where, String.join("; ", wrong), advice);
    }
  }

  private static void tell(List<String> names, String what, List<String> wrong) {
    if (!names.isEmpty()) {
      String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
      wrong.add(
          "%,d %s %s (%s%s)"
              .formatted(
                  names.size(),
                  names.size() == 1 ? "weight is" : "weights are",
                  what,
                  first,
                  names.size() > SHOWN ? ", …" : ""));
    }
  }
}
