package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.PolynomialFit;
import dev.mneme.train.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A law that differs between two learning rates by a known number of points. */
class RateLawTest {

  @Test
  void aRateThatForgetsMoreAtTheSameKlLiesAboveTheCommonLaw() {
    List<Point> points = new ArrayList<>();
    for (Method method : List.of(Method.GRPO, Method.SFT_1)) {
      for (int i = 0; i < 10; i++) {
        points.add(point(method, 1e-3, i / 5.0, 4 + 3 * i / 5.0));
        points.add(point(method, 1e-4, i / 5.0, 3 * i / 5.0));
      }
    }
    PolynomialFit common =
        PolynomialFit.of(
            points.stream().mapToDouble(Point::forwardKl).toArray(),
            points.stream().mapToDouble(Point::forgetting).toArray(),
            2);
    List<RateLaw> laws = RateLaw.of(points, common, new ClusterBootstrap(100, 0.95, 1));
    assertThat(laws.stream().map(RateLaw::rate)).containsExactly(1e-4, 1e-3);
    assertThat(laws.getFirst().aboveLaw()).isCloseTo(-2, within(1e-9));
    assertThat(laws.getLast().aboveLaw()).isCloseTo(2, within(1e-9));
    assertThat(laws.getFirst().points()).isEqualTo(20);
    assertThat(laws.getFirst().rSquared().value()).isCloseTo(1, within(1e-9));
  }

  private static Point point(Method method, double rate, double kl, double forgetting) {
    ParityRecipe like = ParityRecipe.DEFAULTS;
    ParityRecipe.Tuning t = like.tuning();
    ParityRecipe.Tuning tuning =
        new ParityRecipe.Tuning(
            method,
            t.examples(),
            t.epochs(),
            t.batch(),
            rate,
            Schedule.Shape.COSINE,
            t.warmup(),
            t.group(),
            t.klWeight(),
            t.clipNorm());
    return new Point(
        method.id() + rate,
        method,
        new ParityRecipe(like.world(), 0, like.base(), tuning, like.probing(), like.saving()),
        1,
        Map.of(
            Point.BASE_OLD_ACCURACY,
            0.8,
            Point.OLD_ACCURACY,
            0.8 - forgetting / 100,
            Point.FORWARD_KL,
            kl));
  }
}
