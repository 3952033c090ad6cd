package dev.mneme.bench.maths;

import dev.mneme.data.InputException;
import dev.mneme.task.Verdict;
import dev.mneme.task.maths.MathAnswer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Judges made-up hostile pairs of answers: {@code MathFuzz [PAIRS] [SEED] [LIMIT_MS]}. Prints the
 * times of the verdicts, how often the algebra did not answer in time, and the process's memory.
 */
public final class MathFuzz {

  private MathFuzz() {}

  /**
   * @param arguments how many pairs, the seed, and the limit of the algebra's time in milliseconds
   */
  public static void main(String[] arguments) {
    int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    long limit = arguments.length > 2 ? Long.parseLong(arguments[2]) : 2000;
    MathAnswer verifier = new MathAnswer("answer", Duration.ofMillis(limit));
    long loading = System.nanoTime();
    verifier.judge("\\boxed{\\sqrt{8}}", Map.of("answer", "2\\sqrt{2}"));
    System.out.printf(
        Locale.ROOT, "loading the algebra %.1f s%n", (System.nanoTime() - loading) / 1e9);
    HostilePairs hostile = new HostilePairs(seed);
    double[] millis = new double[pairs];
    int right = 0;
    int errors = 0;
    String slowest = "";
    double most = 0;
    for (int i = 0; i < pairs; i++) {
      String gold = hostile.next();
      String said = hostile.like(gold);
      long start = System.nanoTime();
      try {
        Verdict verdict =
            verifier.judge("\\boxed{" + said + "}", Map.of("answer", "\\boxed{" + gold + "}"));
        right += verdict.reward() == 1 ? 1 : 0;
      } catch (InputException e) {
        // An empty right answer is refused, as it should be.
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        errors++;
        System.out.println("error " + e + ": " + gold + " | " + said);
      }
      millis[i] = (System.nanoTime() - start) / 1e6;
      if (millis[i] > most) {
        most = millis[i];
        slowest = gold + " | " + said;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%d pairs, %d right, %d errors; median %.3f ms, 99 %% %.1f ms, max %.0f ms; %d time-outs of the algebra; heap %d MiB, threads %d%n",
        pairs,
        right,
        errors,
        millis[pairs / 2],
        millis[pairs * 99 / 100],
        millis[pairs - 1],
        verifier.timeOuts(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
        ManagementFactory.getThreadMXBean().getThreadCount());
    System.out.println("slowest: " + slowest.substring(0, Math.min(200, slowest.length())));
  }
}
