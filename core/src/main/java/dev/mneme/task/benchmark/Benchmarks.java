package dev.mneme.task.benchmark;

import dev.mneme.task.TextVerifier;
import java.util.List;

/** The benchmarks that come with the library. */
public final class Benchmarks {

  private Benchmarks() {}

  /** Those that are choices by likelihood, and so need no verifier. */
  public static List<Benchmark> byLikelihood() {
    return List.of(
        Hellaswag.benchmark(),
        Mmlu.benchmark(),
        TruthfulQa.mc1(),
        TruthfulQa.mc2(),
        Winogrande.benchmark());
  }

  /**
   * School mathematics in words.
   *
   * @param verifier finds the right answer in the column {@code answer}, behind {@code ####}
   */
  public static Benchmark gsm8k(TextVerifier verifier) {
    return Gsm8k.benchmark(verifier);
  }

  /**
   * Problems of mathematical competitions.
   *
   * @param verifier finds the right answer in the column {@code answer}, in LaTeX
   */
  public static Benchmark math500(TextVerifier verifier) {
    return Math500.benchmark(verifier);
  }

  /**
   * Chemistry at level 3.
   *
   * @param verifier finds in the column {@code answer} a letter, or where {@code type} is {@code
   *     filling} a balanced chemical equation
   */
  public static Benchmark sciKnowEval(TextVerifier verifier) {
    return SciKnowEval.chemistry(verifier);
  }

  /**
   * Multiple choice in four sciences.
   *
   * @param verifier finds a letter in the column {@code answer}
   */
  public static Benchmark sciKnowEvalChoices(TextVerifier verifier) {
    return SciKnowEval.multipleChoice(verifier);
  }

  /**
   * Calls of tools.
   *
   * @param verifier finds in the column {@code answer} a list of calls with {@code Action} and
   *     {@code Action_Input}, or the JSON text of one
   */
  public static Benchmark toolAlpaca(TextVerifier verifier) {
    return ToolAlpaca.benchmark(verifier);
  }

  /**
   * Instructions whose following can be checked.
   *
   * <p>Both verifiers read the columns {@code instruction_id_list} and {@code kwargs}, and their
   * parts are the instructions.
   */
  public static Benchmark ifEval(TextVerifier strict, TextVerifier loose) {
    return IfEval.benchmark(strict, loose);
  }

  /**
   * Functions in Python.
   *
   * @param verifier puts the column {@code prompt} before the text and runs the column {@code test}
   *     on {@code entry_point}
   */
  public static Benchmark humanEval(TextVerifier verifier) {
    return HumanEval.benchmark(verifier);
  }
}
