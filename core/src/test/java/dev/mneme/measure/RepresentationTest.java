package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepresentationTest {

  private static final Offset<Double> CLOSE = within(1e-12);

  private Scope scope;
  private RandomStream random;

  @BeforeEach
  void open() {
    scope = Scope.open();
    random = new RandomStreams(11).at("activations", 0);
  }

  @AfterEach
  void close() {
    random.close();
    scope.close();
  }

  @Test
  void linearCkaEqualsTheSumsOverPairsOfUnitsWithFewerInputsThanUnits() {
    assertLinearCka(14, 30, 30);
    assertLinearCka(5, 9, 7);
  }

  @Test
  void linearCkaEqualsTheSumsOverPairsOfUnitsWithMoreInputsThanUnits() {
    assertLinearCka(14, 3, 3);
    assertLinearCka(40, 6, 11);
  }

  @Test
  void linearCkaEqualsTheSumsOverPairsOfUnitsWithInputsBetweenTheWidths() {
    assertLinearCka(14, 3, 30);
    assertLinearCka(14, 30, 3);
  }

  @Test
  void cknnaIsThatOfTheActivationsWithTenNeighbours() {
    for (int units : new int[] {4, 50}) {
      Tensor base = random.normal(0.5, 1, 20, units);
      Tensor tuned = base.add(random.normal(0, 0.4, 20, units));
      assertThat(Representation.of(base).cknna(Representation.of(tuned)))
          .isEqualTo(RepresentationSimilarity.cknna(base, tuned, 10));
    }
  }

  @Test
  void oneBaseServesManyComparisonsAndItsCallerFreesIt() {
    Representation base;
    Tensor activations = random.normal(0, 1, 15, 20);
    try (Scope inner = Scope.open()) {
      base = Representation.of(activations).owned();
    }
    for (int i = 0; i < 3; i++) {
      Tensor tuned = activations.add(random.normal(0, 0.1 * (i + 1), 15, 20));
      ActivationChange kept = ActivationChange.between(base, Representation.of(tuned));
      assertThat(kept).isEqualTo(ActivationChange.between(activations, tuned));
    }
    base.close();
  }

  @Test
  void anInputThatRousesNoUnitIsNearToNoneAndSpoilsNothing() {
    Tensor activations = random.normal(0, 1, 15, 20);
    activations.select(0, 3).zero_();
    Representation one = Representation.of(activations);
    assertThat(one.cknna(one)).isEqualTo(1, CLOSE);
    assertThat(one.linearCka(one)).isEqualTo(1, CLOSE);
  }

  @Test
  void aConstantSideHasNoAlignmentAndFewInputsHaveNoNeighbourhood() {
    Representation constant = Representation.of(Tensors.zeros(11, 4).add(new Scalar(2.0)));
    Representation other = Representation.of(random.normal(0, 1, 11, 4));
    assertThat(constant.linearCka(other)).isNaN();
    assertThat(other.cknna(other)).isNaN();
  }

  @Test
  void activationsOfAnotherShapeAreRefused() {
    assertThatThrownBy(() -> Representation.of(Tensors.zeros(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[n, units]");
    assertThatThrownBy(() ->
            ActivationChange.between(
                Representation.of(Tensors.zeros(3, 2)), Representation.of(Tensors.zeros(3, 4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shape [3, 2] in the base but [3, 4]");
  }

  private void assertLinearCka(int inputs, int units, int otherUnits) {
    Tensor x = Tensors.to(random.normal(1, 1, inputs, units), ElementType.F64);
    Tensor y = Tensors.to(random.normal(-1, 2, inputs, otherUnits), ElementType.F64);
    double[][] first = centredColumns(x);
    double[][] second = centredColumns(y);
    double expected =
        squaredProducts(second, first)
            / Math.sqrt(squaredProducts(first, first) * squaredProducts(second, second));
    assertThat(Representation.of(x).linearCka(Representation.of(y))).isEqualTo(expected, CLOSE);
    assertThat(RepresentationSimilarity.linearCka(x, y)).isEqualTo(expected, CLOSE);
  }

  /** By column, so that each inner array is one unit over all inputs. */
  private static double[][] centredColumns(Tensor activations) {
    int n = (int) activations.size(0);
    int d = (int) activations.size(1);
    double[] values = Tensors.toDoubles(activations);
    double[][] columns = new double[d][n];
    for (int c = 0; c < d; c++) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += values[i * d + c] / n;
      }
      for (int i = 0; i < n; i++) {
        columns[c][i] = values[i * d + c] - mean;
      }
    }
    return columns;
  }

  /** ‖YᵀX‖²: the squared inner products of every pair of units, summed. */
  private static double squaredProducts(double[][] y, double[][] x) {
    double sum = 0;
    for (double[] unit : y) {
      for (double[] other : x) {
        double product = 0;
        for (int i = 0; i < unit.length; i++) {
          product += unit[i] * other[i];
        }
        sum += product * product;
      }
    }
    return sum;
  }
}
