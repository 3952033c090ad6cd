package dev.mneme.lab.world.code;

import dev.mneme.data.InputException;
import dev.mneme.task.Expected;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * 1 if the first line of a text that is a program gives the wanted outputs; else 0. The columns:
 *
 * <pre>
 *   kind     "list" or "word"
 *   inputs   texts such as "3, 8, 5" or "apple"
 *   outputs  what is wanted for each
 * </pre>
 */
record RunsRight() implements TextVerifier {

  /** The columns of a program's inputs. */
  static Map<String, @Nullable Object> columns(Program program, List<int[]> inputs) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    Kind kind = program.kind();
    columns.put("kind", kind.code());
    columns.put("inputs", inputs.stream().map(kind::written).toList());
    columns.put("outputs", inputs.stream().map(input -> kind.written(program.run(input))).toList());
    return columns;
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    Kind kind = Expected.text(columns, "kind").equals(Kind.WORD.code()) ? Kind.WORD : Kind.LIST;
    List<String> inputs = texts(columns, "inputs");
    List<String> outputs = texts(columns, "outputs");
    if (inputs.isEmpty() || inputs.size() != outputs.size()) {
      throw new InputException(
          "the columns \"inputs\" and \"outputs\" hold %d and %d texts. Give as many, one at least."
              .formatted(inputs.size(), outputs.size()));
    }
    Program program = Parser.first(text);
    if (program == null) {
      return Verdict.of(false, "no line of it is a program");
    }
    if (program.kind() != kind) {
      return Verdict.of(false, "it is a program for %s".formatted(program.kind().words()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      String given = kind.written(program.run(read(kind, inputs.get(i))));
      if (!given.equals(outputs.get(i))) {
        return Verdict.of(
            false,
            "for %s it gives %s, %s is wanted"
                .formatted(
                    Expected.quoted(inputs.get(i)),
                    Expected.quoted(given),
                    Expected.quoted(outputs.get(i))));
      }
    }
    return Verdict.of(true, "it gives what is wanted");
  }

  private static int[] read(Kind kind, String input) {
    try {
      int[] value = kind.read(input);
      return Arrays.copyOf(value, Math.min(value.length, Operation.LONGEST));
    } catch (NumberFormatException noNumber) {
      throw new InputException(
          "the column \"inputs\" holds %s, which is no list of numbers with commas."
              .formatted(Expected.quoted(input)),
          noNumber);
    }
  }

  private static List<String> texts(Map<String, @Nullable Object> columns, String column) {
    List<String> texts = new ArrayList<>();
    if (Expected.value(columns, column) instanceof List<?> list) {
      list.forEach(each -> texts.add(String.valueOf(each)));
    }
    return texts;
  }
}
