package dev.mneme.bench;

import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.task.BalancedEquation;
import dev.mneme.task.TextVerifier;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the equations of SciKnowEval's task of balancing are judged sensibly: right answers within
 * a sentence pass, the unbalanced ones of the questions and those with a coefficient changed do not.
 */
public final class ChemicalEquations {

  private static final Pattern COEFFICIENT = Pattern.compile("(?<![^ ])\\d+(?=[A-Z(])");

  private ChemicalEquations() {}

  /** Argument: balancing_chemical_equation.jsonl.gz. */
  public static void main(String[] arguments) {
    TextVerifier verifier = new BalancedEquation("answer");
    int right = 0;
    int unbalanced = 0;
    int damaged = 0;
    int caught = 0;
    try (Records rows = Records.open(Path.of(arguments[0]))) {
      for (long i = 0; i < rows.size(); i++) {
        Row row = rows.row(i);
        String answer = String.valueOf(row.columns().get("answer"));
        String said = "Sure. The balanced equation is: " + answer + ".";
        right += verifier.reward(said, row.columns()) == 1 ? 1 : 0;
        String question = String.valueOf(row.columns().get("question"));
        unbalanced += verifier.reward(question, row.columns()) == 1 ? 1 : 0;
        Matcher coefficient = COEFFICIENT.matcher(answer);
        if (coefficient.find()) {
          damaged++;
          String wrong = coefficient.replaceFirst("9" + coefficient.group());
          caught += verifier.reward(wrong, row.columns()) == 0 ? 1 : 0;
        }
      }
      System.out.printf(
          "%d of %d right answers pass, %d of the questions' equations; %d of %d damaged answers fail%n",
          right, rows.size(), unbalanced, caught, damaged);
    }
  }
}
