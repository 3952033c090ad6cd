package dev.mneme.sandbox;

import dev.mneme.data.InputException;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Python program of a completion passes tests that it cannot see.
 *
 * <p>The program is the fenced block of the completion; without one, and where the prompt already
 * begins the function, the completion continues the prompt. Rows come in two shapes:
 *
 * <ul>
 *   <li>HumanEval's: {@code prompt}, {@code test} (which defines {@code check(candidate)}) and
 *       {@code entry_point}
 *   <li>{@code tests}, a list of lines of Python with asserts that call the program's functions by
 *       name, and perhaps {@code prompt} and {@code entry_point}
 * </ul>
 *
 * <p>Names that the tests use and nobody else defines are the program's. Arguments and results
 * cross by value as plain data (numbers, texts, lists, tuples, sets, dictionaries, ranges,
 * iterators), so changes to an argument and objects of the program's own classes do not.
 *
 * @param sandbox where programs run; the caller closes it
 */
public record CodeTests(Sandbox sandbox, Credit credit, Fence fence) implements TextVerifier {

  private static final int LONGEST_PROGRAM = 200_000;

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String prompt = text(columns, "prompt");
    String entry = text(columns, "entry_point");
    HiddenTests tests = tests(columns, prompt, entry);
    if (text.isBlank()) {
      return Verdict.of(false, "it has no program");
    }
    if (text.length() > LONGEST_PROGRAM) {
      return Verdict.of(false, "it is longer than " + LONGEST_PROGRAM + " characters");
    }
    Outcome outcome = sandbox.run(Program.of(text, prompt, entry, fence), tests);
    double reward =
        credit == Credit.SHARE ? outcome.share() : outcome.kind() == Outcome.Kind.PASSED ? 1 : 0;
    return Verdict.of(reward, outcome.reason());
  }

  private HiddenTests tests(
      Map<String, @Nullable Object> columns, @Nullable String prompt, @Nullable String entry) {
    boolean share = credit == Credit.SHARE;
    String check = text(columns, "test");
    if (check != null) {
      if (entry == null) {
        throw new InputException(
            "the row has \"test\" but no \"entry_point\", the name of the function to be checked.");
      }
      return new HiddenTests(check, prompt, entry, true, share);
    }
    Object lines = columns.get("tests");
    if (lines instanceof List<?> list && !list.isEmpty()) {
      List<String> texts = new ArrayList<>();
      for (Object line : list) {
        texts.add(String.valueOf(line));
      }
      return new HiddenTests(String.join("\n", texts), prompt, entry, false, share);
    }
    if (lines instanceof String source && !source.isBlank()) {
      return new HiddenTests(source, prompt, entry, false, share);
    }
    throw new InputException(
        "the row has neither \"test\" with \"entry_point\" nor \"tests\", a list of asserts; it has %s."
            .formatted(columns.keySet()));
  }

  private static @Nullable String text(Map<String, @Nullable Object> columns, String name) {
    return columns.get(name) instanceof String text ? text : null;
  }
}
