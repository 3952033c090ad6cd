package dev.mneme.lab.multitask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.chance.Dice;
import dev.mneme.lab.claim.Claim;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is planted in made-up networks is found, and nothing else is. */
class MultitaskFindingsTest {

  private static final int SEEDS = 5;
  private static final Map<Balance, Double> NOTHING = Map.of();

  @Test
  void theGainIsWhatIsWorkedOutByHand() {
    Gain gain =
        Gain.of(
            Map.of(ImageTask.DIGIT, 0.9, ImageTask.INK, 0.5, ImageTask.KIND, 0.99),
            Map.of(ImageTask.DIGIT, 0.8, ImageTask.INK, 0.4, ImageTask.KIND, 0.99));
    // 100 · (0.1 / 0.8 + 0.1 / 0.4 + 0) / 3 = (12.5 + 25 + 0) / 3
    assertThat(gain.relative().get(ImageTask.DIGIT)).isCloseTo(12.5, within(1e-9));
    assertThat(gain.relative().get(ImageTask.INK)).isCloseTo(25, within(1e-9));
    assertThat(gain.mean()).isCloseTo(12.5, within(1e-9));
    assertThat(gain.worst()).isZero();
    Gain loss =
        Gain.of(
            Map.of(ImageTask.DIGIT, 0.6, ImageTask.INK, 0.5),
            Map.of(ImageTask.DIGIT, 0.8, ImageTask.INK, 0.4));
    assertThat(loss.worst()).isCloseTo(-25, within(1e-9));
    assertThat(loss.mean()).isCloseTo(0, within(1e-9));
  }

  @Test
  void aGainNeedsTheSameTasksAndSomethingToBeRelativeTo() {
    assertThatThrownBy(() -> Gain.of(Map.of(ImageTask.DIGIT, 0.9), Map.of(ImageTask.INK, 0.9)))
        .hasMessage("the tasks [DIGIT] cannot be held against [INK]");
    assertThatThrownBy(() -> Gain.of(Map.of(), Map.of())).hasMessageContaining("cannot be held");
    assertThatThrownBy(() -> Gain.of(Map.of(ImageTask.INK, 0.9), Map.of(ImageTask.INK, 0.0)))
        .hasMessage("the score of ink alone must be positive, was 0.0");
  }

  @Test
  void theRateIsChosenByValidationImagesAndTheNumberIsOfTestImages() {
    double best = MultitaskStudy.RATES.get(1);
    MultitaskFindings findings =
        MultitaskFindings.of(
            networks((recipe, task) -> {
              boolean isBest = recipe.training().learningRate() == best;
              // on test images the other rates look better, which nobody may know
              return new double[] {isBest ? 0.8 : 0.7, isBest ? 0.5 : 0.9};
            }));
    assertThat(findings.standings())
        .hasSize(LossSizes.values().length * Balance.values().length)
        .allMatch(each -> each.rate() == best)
        .allMatch(each -> Math.abs(each.score(ImageTask.DIGIT).value() - 0.5) < 1e-12);
    assertThat(findings.alone()).allMatch(each -> each.rate() == best);
  }

  @Test
  void whatIsPlantedIsFoundWithItsSize() {
    // a tenth of the score of 0.8 alone, on every task
    MultitaskFindings findings =
        planted(Map.of(Balance.RECAP_V1, 0.08, Balance.FAMO, -0.08), 0.002);
    for (LossSizes sizes : LossSizes.values()) {
      Figure recap =
          findings
              .beyond(sizes, Balance.RECAP_V1, Balance.UNIFORM, Standing.Measure.MEAN)
              .orElseThrow();
      assertThat(recap.value()).isCloseTo(10, within(1e-9));
      assertThat(recap.interval().high() - recap.interval().low()).isBetween(0.01, 2.0);
      Figure famo =
          findings.standing(sizes, Balance.FAMO).orElseThrow().gain(Standing.Measure.WORST);
      assertThat(famo.value()).isCloseTo(-10, within(1.0));
    }
    List<Claim> claims = MultitaskClaims.of(findings);
    assertThat(claims).hasSize(14);
    for (int world = 0; world < 2; world++) {
      List<Claim> own = claims.subList(7 * world, 7 * world + 7);
      assertThat(own.get(0).outcome()).isEqualTo(Claim.Outcome.HOLDS);
      assertThat(own.get(1).outcome()).isEqualTo(Claim.Outcome.HOLDS);
      assertThat(own.get(3).outcome()).isEqualTo(Claim.Outcome.HOLDS);
      assertThat(own.get(4).outcome()).isEqualTo(Claim.Outcome.HOLDS);
      assertThat(own.get(4).finding()).contains("Of 11, 1 are better and 1 worse", "recap-v1 +");
      assertThat(own.get(5).outcome()).isEqualTo(Claim.Outcome.HOLDS);
    }
    assertThat(claims.getFirst().says()).startsWith("Losses alike: RECAP");
    assertThat(claims.getLast().says()).startsWith("Losses of two sizes: learning together");
  }

  @Test
  void whereAnotherIsBetterRecapIsNotBetterThanAll() {
    List<Claim> claims = MultitaskClaims.of(planted(Map.of(Balance.GRADNORM, 0.08), 0.002));
    assertThat(claims.get(4).outcome()).isEqualTo(Claim.Outcome.HOLDS);
    assertThat(claims.get(4).finding()).contains("gradnorm");
    assertThat(claims.get(5).outcome()).isEqualTo(Claim.Outcome.FAILS);
    assertThat(claims.get(5).finding()).contains("worse than 1", "less gradnorm -");
  }

  @Test
  void whereNothingIsPlantedNothingIsFound() {
    MultitaskClaims.of(planted(NOTHING, 0.02)).stream()
        .filter(claim -> !claim.says().contains("learning together"))
        .forEach(claim ->
            assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Claim.Outcome.OPEN));
  }

  @Test
  void whereUniformIsBetterThanAllTheClaimThatSomeIsBetterFails() {
    Map<Balance, Double> worse = new EnumMap<>(Balance.class);
    for (Balance balance : Balance.values()) {
      worse.put(balance, balance == Balance.UNIFORM ? 0 : -0.1);
    }
    List<Claim> claims = MultitaskClaims.of(planted(worse, 0.002));
    assertThat(claims.get(0).outcome()).isEqualTo(Claim.Outcome.FAILS);
    assertThat(claims.get(4).outcome()).isEqualTo(Claim.Outcome.FAILS);
  }

  @Test
  void oneSeedDecidesNothing() {
    List<Trained> one =
        noisy(Map.of(Balance.RECAP_V1, 0.1), 0.001).stream()
            .filter(each -> each.recipe().seed() == 0)
            .toList();
    assertThat(MultitaskClaims.of(MultitaskFindings.of(one)))
        .allMatch(claim -> claim.outcome() == Claim.Outcome.OPEN);
  }

  @Test
  void aRateAtWhichASeedDivergedStandsBehindThoseWithAll() {
    double fast = MultitaskStudy.RATES.getLast();
    List<Trained> some =
        networks((recipe, task) ->
                recipe.training().learningRate() == fast
                    ? new double[] {0.9, 0.9}
                    : new double[] {0.6, 0.6})
            .stream()
            .filter(each ->
                !(each.recipe().training().weights() == Balance.FAMO
                    && each.recipe().training().learningRate() == fast
                    && each.recipe().seed() == 2))
            .toList();
    MultitaskFindings findings = MultitaskFindings.of(some);
    assertThat(findings.standing(LossSizes.ALIKE, Balance.FAMO).orElseThrow().rate())
        .isEqualTo(MultitaskStudy.RATES.getFirst());
    assertThat(findings.standing(LossSizes.ALIKE, Balance.DWA).orElseThrow().rate())
        .isEqualTo(fast);
  }

  @Test
  void withoutTasksAloneThereAreNoFindings() {
    List<Trained> together =
        noisy(NOTHING, 0.01).stream().filter(each -> !each.recipe().isAlone()).toList();
    assertThatThrownBy(() -> MultitaskFindings.of(together))
        .hasMessage("findings need networks of all tasks and of each task alone, of one seed");
  }

  private static MultitaskFindings planted(Map<Balance, Double> effects, double noise) {
    return MultitaskFindings.of(noisy(effects, noise));
  }

  private static List<Trained> noisy(Map<Balance, Double> effects, double noise) {
    return networks((recipe, task) -> {
      double effect = recipe.isAlone() ? 0 : effects.getOrDefault(recipe.training().weights(), 0.0);
      double off = recipe.isAlone() ? 0 : noise * deviation(recipe, task);
      // rates are alike but for a little, so that the first is chosen everywhere
      double rate = 0.1 * recipe.training().learningRate();
      return new double[] {0.8 - rate, 0.8 + effect + off};
    });
  }

  /**
   * −2 to 2, in an order of its own for each way of weighing, with the mean 0 over seeds; and a
   * little of its own beside, so that no two ways differ by the same with every seed.
   */
  private static double deviation(MultitaskRecipe recipe, ImageTask task) {
    long step = 1L + Math.floorMod(Dice.hash(recipe.training().weights() + task.id()), SEEDS - 1);
    double own = 0.001 * Math.floorMod(Dice.hash(recipe.training().weights() + ""), 97);
    return step * recipe.seed() % SEEDS - 2 + own * (recipe.seed() - 2);
  }

  private interface Scores {
    /** On validation and on test images. */
    double[] of(MultitaskRecipe recipe, ImageTask task);
  }

  private static List<Trained> networks(Scores scores) {
    List<Trained> networks = new ArrayList<>();
    for (MultitaskRecipe recipe : MultitaskStudy.recipes(MultitaskRecipe.DEFAULTS, SEEDS)) {
      Map<ImageTask, Double> validation = new EnumMap<>(ImageTask.class);
      Map<ImageTask, Double> test = new EnumMap<>(ImageTask.class);
      Map<ImageTask, Double> weights = new EnumMap<>(ImageTask.class);
      for (ImageTask task : recipe.training().tasks()) {
        double[] both = scores.of(recipe, task);
        validation.put(task, both[0]);
        test.put(task, both[1]);
        weights.put(task, 1.0);
      }
      networks.add(new Trained(recipe, validation, test, weights));
    }
    return networks;
  }
}
