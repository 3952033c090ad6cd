package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Points planted so that the findings are known beforehand. */
class ParityFindingsTest {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(200, 0.95, 1);

  @Test
  void aQuadraticOfForwardKlIsFoundAndLeads() {
    ParityFindings findings = ParityFindings.of(points(), cosines(), BOOTSTRAP);
    ParityFindings.Predictor best = findings.predictors().getFirst();
    assertThat(best.name()).isEqualTo("forward-kl");
    assertThat(best.inputs()).isEqualTo("new");
    assertThat(best.degree()).isEqualTo(2);
    assertThat(best.r2()).isCloseTo(1, within(1e-9));
    assertThat(best.heldOut()).isCloseTo(1, within(1e-9));
    assertThat(findings.law().at(2)).isCloseTo(forgetting(2), within(1e-9));
    assertThat(findings.lead().difference()).isPositive();
    assertThat(findings.lead().low()).isPositive();
    assertThat(findings.lead().rival()).isIn("new.l2", "weights.l1");
    assertThat(findings.lead().outcome()).isEqualTo(Outcome.HOLDS);
  }

  @Test
  void aLeadIsOneOverEveryRivalAndNotOverTheBestAlone() {
    List<Point> points = new ArrayList<>();
    for (Point point : points()) {
      Map<String, Double> figures = new HashMap<>(point.figures());
      double kl = point.forwardKl();
      double noise = Objects.requireNonNull(figures.get("new.l2")) - kl;
      figures.put("new.l2", kl + 0.3 * noise);
      // Far off in one trial, without which, in a third of the resamples, it is forward KL.
      boolean off = point.trial().equals("sft-10trial-0");
      figures.put("new.wild", off ? Math.copySign(30, noise) : kl);
      points.add(new Point(point.trial(), point.method(), point.recipe(), 1, figures));
    }
    ParityFindings findings = ParityFindings.of(points, List.of(), BOOTSTRAP);
    assertThat(findings.lead().rival()).isEqualTo("new.l2");
    assertThat(findings.lead().low()).isPositive();
    assertThat(findings.lead().outcome()).isEqualTo(Outcome.OPEN);
  }

  @Test
  void aRivalThatIsBetterForCertainIsFound() {
    List<Point> points = new ArrayList<>();
    for (Point point : points()) {
      Map<String, Double> figures = new HashMap<>(point.figures());
      figures.put("new.l2", point.forwardKl());
      figures.put(Point.FORWARD_KL, Objects.requireNonNull(point.figures().get("new.l2")));
      points.add(new Point(point.trial(), point.method(), point.recipe(), 1, figures));
    }
    ParityFindings.Lead lead = ParityFindings.of(points, List.of(), BOOTSTRAP).lead();
    assertThat(lead.rival()).isEqualTo("new.l2");
    assertThat(lead.outcome()).isEqualTo(Outcome.FAILS);
  }

  @Test
  void everyMeasureOfDriftIsTriedWithBothPolynomialsAndNothingElseIs() {
    ParityFindings findings = ParityFindings.of(points(), cosines(), BOOTSTRAP);
    assertThat(
            findings.predictors().stream()
                .map(each -> each.inputs() + "." + each.name() + "^" + each.degree()))
        .containsExactlyInAnyOrder(
            "new.forward-kl^1", "new.forward-kl^2",
            "new.l2^1", "new.l2^2",
            "old.forward-kl^1", "old.forward-kl^2",
            "none.weights-l1^1", "none.weights-l1^2");
  }

  @Test
  void whatAMethodKeepsIsReadOffItsFrontAtTheLevel() {
    List<Point> points = new ArrayList<>();
    for (Method method : List.of(Method.SFT_1, Method.GRPO)) {
      double kept = method == Method.GRPO ? 0.1 : 0;
      points.add(point(method, 0, "a", 0.95, 0.60 + kept));
      points.add(point(method, 0, "b", 0.97, 0.50 + kept));
      points.add(point(method, 0, "b", 0.96, 0.20 + kept));
      points.add(point(method, 1, "a", 0.96, 0.45 + kept));
    }
    points.add(point(Method.SFT_2, 0, "a", 0.95, 0.6));
    ParityFindings findings = ParityFindings.of(points, List.of(), BOOTSTRAP);
    assertThat(findings.baseNew()).isCloseTo(0.5, within(1e-12));
    assertThat(findings.baseOld()).isCloseTo(0.8, within(1e-12));
    assertThat(findings.methods().stream().map(ParityFindings.MethodResult::method))
        .containsExactly(Method.SFT_1, Method.SFT_2, Method.GRPO);
    ParityFindings.MethodResult sft = findings.methods().getFirst();
    assertThat(sft.points()).isEqualTo(4);
    assertThat(sft.newAtBest()).isEqualTo(0.97);
    assertThat(sft.oldAtBest()).isEqualTo(0.50);
    assertThat(sft.oldAtLevel()).containsOnlyKeys(0L, 1L);
    assertThat(sft.oldAtLevel().get(0L)).isCloseTo(0.55, within(1e-9));
    assertThat(sft.oldAtLevel().get(1L)).isCloseTo(0.45, within(1e-9));
    assertThat(sft.perSeed().mean()).isCloseTo(0.50, within(1e-9));
    // 12.706 is Student's t at 1 degree of freedom, 0.05 the standard error.
    assertThat(sft.interval().low()).isCloseTo(0.5 - 12.7062 * 0.05, within(1e-5));
    assertThat(sft.interval().high()).isCloseTo(0.5 + 12.7062 * 0.05, within(1e-5));
    ParityFindings.MethodResult grpo = findings.methods().getLast();
    assertThat(grpo.perSeed().mean()).isCloseTo(0.60, within(1e-9));
    ParityFindings.MethodResult never = findings.methods().get(1);
    assertThat(never.oldAtLevel()).as("it never reaches the level").isEmpty();
    assertThat(never.perSeed().mean()).isNaN();
    assertThat(never.interval().low()).isNaN();
    assertThat(findings.order().getFirst().difference().mean()).as("nothing to pair").isNaN();
  }

  @Test
  void thePapersOrderIsDecidedByPairsOfSeeds() {
    List<Point> points = new ArrayList<>();
    double[] seeds = {0.2, 0.5, 0.7};
    for (int seed = 0; seed < seeds.length; seed++) {
      points.add(point(Method.SFT_1, seed, "a", 0.96, seeds[seed]));
      points.add(point(Method.SFT_2, seed, "a", 0.96, seeds[seed] + 0.1 + 0.01 * seed));
    }
    points.add(point(Method.GRPO, 2, "a", 0.97, 0.9));
    points.add(point(Method.GRPO_KL, 2, "a", 0.97, 0.9));
    ParityFindings findings = ParityFindings.of(points, List.of(), BOOTSTRAP);
    assertThat(findings.order()).hasSize(2);
    ParityFindings.Gap sft = findings.order().getFirst();
    assertThat(sft.first()).isEqualTo(Method.SFT_1);
    assertThat(sft.second()).isEqualTo(Method.SFT_2);
    assertThat(sft.difference().mean()).isCloseTo(0.11, within(1e-9));
    // 4.30265 · 0.01 / √3: the seeds' own levels, which are far apart, cancel out.
    assertThat(sft.interval().low()).isCloseTo(0.11 - 0.0248414, within(1e-6));
    ParityFindings.Gap grpo = findings.order().getLast();
    assertThat(grpo.second()).isEqualTo(Method.GRPO);
    assertThat(grpo.difference().count()).as("seeds that both reach").isEqualTo(1);
    assertThat(grpo.difference().mean()).isCloseTo(0.9 - 0.82, within(1e-9));
    assertThat(grpo.interval()).isEqualTo(Interval.UNKNOWN);
  }

  @Test
  void aCosineThatGivesTheChangeInKlCorrelatesFully() {
    ParityFindings findings = ParityFindings.of(points(), cosines(), BOOTSTRAP);
    assertThat(findings.cosine()).containsOnlyKeys(Method.GRPO, Method.SFT_1);
    Figure grpo = Objects.requireNonNull(findings.cosine().get(Method.GRPO));
    assertThat(grpo.value()).isCloseTo(1, within(1e-12));
    assertThat(grpo.interval().low()).isCloseTo(1, within(1e-12));
    Figure sft = Objects.requireNonNull(findings.cosine().get(Method.SFT_1));
    assertThat(sft.value()).isCloseTo(-1, within(1e-12));
  }

  /** Points of accuracy lost at so many nats. */
  private static double forgetting(double kl) {
    return 3 + 8 * kl - kl * kl;
  }

  private static List<Point> points() {
    Random random = new Random(1);
    List<Point> points = new ArrayList<>();
    for (Method method : Method.values()) {
      for (int trial = 0; trial < 4; trial++) {
        for (int i = 0; i < 3; i++) {
          double kl = 3 * random.nextDouble();
          Map<String, Double> figures = figures(0.9, 0.8 - forgetting(kl) / 100);
          figures.put(Point.FORWARD_KL, kl);
          figures.put("new.l2", kl + random.nextGaussian());
          figures.put("old.forward-kl", random.nextDouble());
          figures.put("weights.l1", random.nextDouble());
          figures.put("weights.unchanged-float32", random.nextDouble());
          figures.put("weights.rank-share", random.nextDouble());
          points.add(point(method, 0, "trial-" + trial, figures));
        }
      }
    }
    return points;
  }

  private static List<CosinePoint> cosines() {
    List<CosinePoint> cosines = new ArrayList<>();
    for (int step = 0; step < 40; step++) {
      double cosine = Math.sin(step);
      cosines.add(new CosinePoint("a", Method.GRPO, step, cosine, 2 * cosine + 1));
      cosines.add(new CosinePoint("b", Method.SFT_1, step, cosine, -cosine));
    }
    return cosines;
  }

  private static Point point(
      Method method, long seed, String trial, double newAccuracy, double oldAccuracy) {
    Map<String, Double> figures = figures(newAccuracy, oldAccuracy);
    figures.put(Point.FORWARD_KL, 1 - oldAccuracy);
    figures.put("new.l2", newAccuracy);
    return point(method, seed, trial, figures);
  }

  private static Map<String, Double> figures(double newAccuracy, double oldAccuracy) {
    Map<String, Double> figures = new HashMap<>();
    figures.put(Point.BASE_NEW_ACCURACY, 0.5);
    figures.put(Point.BASE_OLD_ACCURACY, 0.8);
    figures.put(Point.NEW_ACCURACY, newAccuracy);
    figures.put(Point.OLD_ACCURACY, oldAccuracy);
    return figures;
  }

  private static Point point(Method method, long seed, String trial, Map<String, Double> figures) {
    ParityRecipe like = ParityRecipe.DEFAULTS.with(method);
    ParityRecipe recipe =
        new ParityRecipe(
            like.world(), seed, like.base(), like.tuning(), like.probing(), like.saving());
    return new Point(method.id() + seed + trial, method, recipe, 1, figures);
  }
}
