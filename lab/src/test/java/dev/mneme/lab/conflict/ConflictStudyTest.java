package dev.mneme.lab.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.balance.Balance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConflictStudyTest {

  private static final Path RESULTS = Path.of("../docs/results/conflict/results.csv");

  @Test
  void theLossesArePositiveWithTheirOwnSlopes() {
    double step = 1e-6;
    for (double x = -11.3; x <= 12; x += 0.5) {
      for (double y = -11.3; y <= 12; y += 0.5) {
        for (int task = 0; task < 2; task++) {
          Landscape.Slope slope = Landscape.at(task, x, y);
          assertThat(slope.loss()).isPositive();
          double byX =
              (Landscape.at(task, x + step, y).loss() - Landscape.at(task, x - step, y).loss())
                  / (2 * step);
          double byY =
              (Landscape.at(task, x, y + step).loss() - Landscape.at(task, x, y - step).loss())
                  / (2 * step);
          assertThat(slope.byX()).isCloseTo(byX, within(1e-5 * (1 + byX * byX)));
          assertThat(slope.byY()).isCloseTo(byY, within(1e-5 * (1 + byY * byY)));
        }
      }
    }
  }

  @Test
  void onTheFrontWhatIsBetterForOneIsWorseForTheOther() {
    for (double x = -6; x <= 6; x += 2) {
      Landscape.Slope first = Landscape.at(0, x, Landscape.FRONT);
      Landscape.Slope second = Landscape.at(1, x, Landscape.FRONT);
      assertThat(first.byX()).isNegative();
      assertThat(second.byX()).isPositive();
    }
    Landscape.Slope middle = Landscape.at(0, 0, Landscape.FRONT);
    assertThat(middle.byY()).isCloseTo(0, within(1e-3));
    assertThat(middle.loss()).isCloseTo(4.9, within(0.02));
    assertThat(Landscape.at(1, 0, Landscape.FRONT).loss()).isEqualTo(middle.loss());
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void aDescentIsAFunctionOfItsTrial(Balance balance) {
    Descent.Trial trial = new Descent.Trial(new Landscape(0.1), balance, 1, 3, 0.5, 200, 0.01);
    assertThat(Descent.of(trial)).isEqualTo(Descent.of(trial));
    Descent.Trial other = new Descent.Trial(new Landscape(0.1), balance, 1, 4, 0.5, 200, 0.01);
    assertThat(Descent.of(other)).isNotEqualTo(Descent.of(trial));
  }

  @Test
  void fromBesideTheBowlsUniformWeightsReachTheMiddleOfTheFront() {
    Descent.End end =
        Descent.of(new Descent.Trial(new Landscape(1), Balance.UNIFORM, 1, 0, 0, 4_000, 0.01));
    assertThat(end.reached()).isTrue();
    assertThat(end.x()).isCloseTo(0, within(0.05));
    assertThat(end.mean()).isCloseTo(4.9, within(0.05));
  }

  @Test
  void theCommittedResultsAreThoseOfThisProgram() throws IOException {
    List<String> lines = Files.readAllLines(RESULTS);
    assertThat(lines).hasSize(1 + 2 * Balance.values().length);
    for (Balance balance : List.of(Balance.UNIFORM, Balance.RECAP_V1_SHARP)) {
      ConflictStudy.Result now = ConflictStudy.PUBLISHED.result(1, balance);
      Matcher committed =
          Pattern.compile("^1.0," + balance + ",([^,]+),([^,]+),.*$", Pattern.MULTILINE)
              .matcher(String.join("\n", lines));
      assertThat(committed.find()).isTrue();
      assertThat(Double.parseDouble(committed.group(1)))
          .isCloseTo(now.reached().mean(), within(0.01));
      assertThat(Double.parseDouble(committed.group(2))).isCloseTo(now.mean().mean(), within(0.1));
    }
  }
}
