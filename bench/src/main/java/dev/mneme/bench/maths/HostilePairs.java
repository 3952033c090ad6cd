package dev.mneme.bench.maths;

import java.util.List;
import java.util.Random;

/** Makes up pairs of answers: formulas at random, damaged ones, and what is meant to hang a reader or an algebra. */
final class HostilePairs {

  private static final List<String> ATOMS =
      List.of("1", "2", "0", "-3", "0.5", "x", "y", "n", "\\pi", "e", "i", "\\infty", "10^{10}", "99!", "\\frac{1}{3}", "\\theta", "1e9", "0.\\overline{3}");

  private static final List<String> SHAPES =
      List.of("%s+%s", "%s-%s", "%s%s", "\\frac{%s}{%s}", "{%s}^{%s}", "\\sqrt[%s]{%s}", "\\sqrt{%s+%s}", "\\sin(%s)^{%s}", "\\log_{%s}{%s}", "\\binom{%s}{%s}", "(%s,%s)",
          "[%s,%s)", "\\{%s,%s\\}", "%s=%s", "%s<%s", "%s \\cup %s", "|%s|!%s", "%s \\pm %s", "\\begin{pmatrix}%s\\\\%s\\end{pmatrix}", "\\gcd(%s,%s)", "%s \\text{ cm }%s", "%s\\%%%s", "%s, %s",
          "\\tan^{%s}(%s)", "\\ln(%s)+e^{%s}", "\\cosh(%s)/%s", "\\arctan(%s)%s", "(%s)(%s)", "\\lfloor %s \\rfloor %s");

  private static final List<String> TRAPS =
      List.of("9^{9^{9^{9}}}", "2^{1000000000}", "(x+1)^{100000}", "(a+b+c+d+e+f+g)^{50}", "1000000!", "((((3!)!)!)!)!", "\\binom{10^9}{5*10^8}", "10^{-1000000}", "1e9999", "1e99999999",
          "\\sqrt{\\sqrt{\\sqrt{\\sqrt{2+\\sqrt{3+\\sqrt{5}}}}}}", "\\sin(10^{300})", "x^{x^{x^{x^{x}}}}", "\\frac{1}{\\frac{1}{\\frac{1}{\\frac{1}{0}}}}", "0^0", "\\frac{0}{0}", "\\log_{1}{1}", "\\sqrt[0]{5}",
          "\\prod_{i=1}^{\\infty} i", "\\int_0^1 x dx", "(((((((((((", "\\frac{\\frac{\\frac{", "\\left(\\right)", "{}", "\\{\\}", "\\\\", "\\", "$", "%", "\\boxed{}", "}{", "x_{_{_{", "^^^^", "\\text{", "\\begin{matrix}",
          "\\sin\\cos\\tan\\ln x", "(x^{97}-1)/(x-1)", "(1+x+x^2+x^3)^{5}(1-y)^{6}", "\\sqrt{x+\\sqrt{x+\\sqrt{x+\\sqrt{x}}}}", "\\sqrt[7]{2+\\sqrt[5]{3}}-\\sqrt[11]{x}", "e^{e^{e^{e}}}", "\\sin(x)^{40}+\\cos(x)^{40}",
          "\\cos(\\frac{\\pi}{17})\\cos(\\frac{2\\pi}{17})\\cos(\\frac{4\\pi}{17})", "123456789012345678901234567890^{900}", "\u0000\u0001", "\ud83d\ude00", "𝟙𝟚", "١٢٣");

  private final Random random;

  HostilePairs(long seed) {
    random = new Random(seed);
  }

  String next() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> TRAPS.get(random.nextInt(TRAPS.size()));
      case 2 -> damaged(formula(4));
      case 3 -> one(List.of("(", "{", "\\frac{", "\\sqrt{", "|", "-", "x^", "1,", "\\{", "\\sin ", "!", "1+", "\\text{a}", "9", "\\boxed{", "x_", "\\left(")).repeat(1 + random.nextInt(400));
      case 4 -> SHAPES.get(random.nextInt(SHAPES.size())).formatted(one(TRAPS), one(TRAPS));
      case 5 -> noise();
      default -> formula(1 + random.nextInt(5));
    };
  }

  /** Often the same thing in another form, so that the algebra is asked. */
  String like(String answer) {
    return switch (random.nextInt(6)) {
      case 0 -> "(" + answer + ")+0";
      case 1 -> "\\frac{2(" + answer + ")}{2}";
      case 2 -> answer + "+\\sin^2 x+\\cos^2 x-1";
      case 3 -> damaged(answer);
      case 4 -> "\\sqrt{(" + answer + ")^2}";
      default -> next();
    };
  }

  private String formula(int depth) {
    return depth == 0 || random.nextInt(5) == 0
        ? one(ATOMS)
        : one(SHAPES).formatted(formula(depth - 1), formula(depth - 1));
  }

  private String damaged(String text) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0 && !damaged.isEmpty(); i--) {
      int at = random.nextInt(damaged.length());
      if (random.nextBoolean()) {
        damaged.deleteCharAt(at);
      } else {
        damaged.insert(at, "{}()[]\\^_$%,.!|-+/09xe".charAt(random.nextInt(22)));
      }
    }
    return damaged.toString();
  }

  private String noise() {
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(200); i >= 0; i--) {
      noise.append((char) (random.nextInt(12) == 0 ? random.nextInt(0x3000) : 32 + random.nextInt(95)));
    }
    return noise.toString();
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
