package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepresentationSimilarityTest {

  private static final Offset<Double> CLOSE = within(1e-6);

  private Scope scope;
  private RandomStream random;

  @BeforeEach
  void open() {
    scope = Scope.open();
    random = new RandomStreams(7).at("activations", 0);
  }

  @AfterEach
  void close() {
    random.close();
    scope.close();
  }

  @Test
  void bothAreOneForTheSameArrangementTurnedAndScaled() {
    Tensor x = random.normal(0, 1, 40, 2);
    double cos = Math.cos(0.7);
    double sin = Math.sin(0.7);
    Tensor turn = Tensors.doubles(new double[] {cos, sin, -sin, cos}, 2, 2);
    Tensor turned = Tensors.to(x, ElementType.F64).mm(turn).mul(new Scalar(5.0));
    assertThat(RepresentationSimilarity.linearCka(x, x)).isEqualTo(1, CLOSE);
    assertThat(RepresentationSimilarity.linearCka(x, turned)).isEqualTo(1, CLOSE);
    assertThat(RepresentationSimilarity.cknna(x, x, 10)).isEqualTo(1, CLOSE);
    assertThat(RepresentationSimilarity.cknna(x, turned, 10)).isEqualTo(1, CLOSE);
  }

  @Test
  void ckaIgnoresAShift() {
    Tensor x = random.normal(0, 1, 40, 3);
    assertThat(RepresentationSimilarity.linearCka(x, x.add(new Scalar(100.0))))
        .isEqualTo(1, within(1e-4));
  }

  @Test
  void bothAreNearZeroForUnrelatedArrangements() {
    Tensor x = random.normal(0, 1, 600, 8);
    Tensor y = random.normal(0, 1, 600, 8);
    assertThat(RepresentationSimilarity.linearCka(x, y)).isBetween(0.0, 0.05);
    assertThat(RepresentationSimilarity.cknna(x, y, 10)).isBetween(-0.05, 0.05);
  }

  @Test
  void bothFallAsNoiseGrows() {
    Tensor x = random.normal(0, 1, 200, 6);
    Tensor noise = random.normal(0, 1, 200, 6);
    Tensor little = x.add(noise.mul(new Scalar(0.1)));
    Tensor much = x.add(noise);
    assertThat(RepresentationSimilarity.linearCka(x, little))
        .isGreaterThan(RepresentationSimilarity.linearCka(x, much));
    assertThat(RepresentationSimilarity.cknna(x, little, 10))
        .isGreaterThan(RepresentationSimilarity.cknna(x, much, 10));
  }

  @Test
  void linearCkaEqualsItsKernelForm() {
    Tensor x = random.normal(1, 1, 12, 3);
    Tensor y = random.normal(-1, 2, 12, 5);
    double[][] k = doublyCentred(products(x));
    double[][] l = doublyCentred(products(y));
    double expected = inner(k, l) / Math.sqrt(inner(k, k) * inner(l, l));
    assertThat(RepresentationSimilarity.linearCka(x, y)).isEqualTo(expected, within(1e-12));
  }

  @Test
  void cknnaEqualsItsDefinitionByLoops() {
    assertCknna(3);
    assertCknna(25);
  }

  @Test
  void activationChangesAreMeansOverInputsOfNormsOverUnits() {
    Tensor base = Tensors.zeros(2, 2);
    Tensor tuned = Tensors.floats(new float[] {3, 4, 0, 1}, 2, 2);
    ActivationChange change = ActivationChange.between(base, tuned);
    assertThat(change.l1().mean()).isEqualTo(4);
    assertThat(change.l2().mean()).isEqualTo(3);
    assertThat(change.linearCka()).isNaN();
    assertThat(change.cknna()).isNaN();
  }

  @Test
  void anActivationChangeTakesTenNeighbours() {
    Tensor base = random.normal(0, 1, 30, 4);
    Tensor tuned = base.add(random.normal(0, 0.3, 30, 4));
    assertThat(ActivationChange.between(base, tuned).cknna())
        .isEqualTo(RepresentationSimilarity.cknna(base, tuned, 10));
  }

  @Test
  void inputsThatDoNotPairUpAreRefused() {
    assertThatThrownBy(
            () -> RepresentationSimilarity.linearCka(Tensors.zeros(3, 2), Tensors.zeros(4, 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> RepresentationSimilarity.cknna(Tensors.zeros(9, 2), Tensors.zeros(9, 2), 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 2 and 7 neighbours");
  }

  private void assertCknna(int units) {
    Tensor x = random.normal(0.5, 1, 14, units);
    Tensor y = x.mul(new Scalar(0.5)).add(random.normal(0, 1, 14, units));
    double[][] k = cosines(products(x));
    double[][] l = cosines(products(y));
    List<List<Integer>> nearK = neighbours(k, 4);
    List<List<Integer>> nearL = neighbours(l, 4);
    double cross = hsic(masked(k, nearK, nearL), masked(l, nearK, nearL));
    double kk = hsic(masked(k, nearK, nearK), masked(k, nearK, nearK));
    double ll = hsic(masked(l, nearL, nearL), masked(l, nearL, nearL));
    assertThat(RepresentationSimilarity.cknna(x, y, 4))
        .isEqualTo(cross / Math.sqrt(kk * ll), within(1e-12));
  }

  private static double[][] products(Tensor rows) {
    int n = (int) rows.size(0);
    int d = (int) rows.size(1);
    double[] values = Tensors.toDoubles(rows);
    double[][] products = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int c = 0; c < d; c++) {
          products[i][j] += values[i * d + c] * values[j * d + c];
        }
      }
    }
    return products;
  }

  private static double[][] doublyCentred(double[][] kernel) {
    int n = kernel.length;
    double all = sum(kernel) / n / n;
    double[][] centred = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double row = rowSum(kernel, i) / n;
        centred[i][j] = kernel[i][j] - row - rowSum(kernel, j) / n + all;
      }
    }
    return centred;
  }

  private static double[][] cosines(double[][] products) {
    int n = products.length;
    double[][] cosines = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        cosines[i][j] = products[i][j] / Math.sqrt(products[i][i] * products[j][j]);
      }
    }
    return cosines;
  }

  private static List<List<Integer>> neighbours(double[][] kernel, int count) {
    return IntStream.range(0, kernel.length)
        .mapToObj(i ->
            IntStream.range(0, kernel.length)
                .filter(j -> j != i)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -kernel[i][j]))
                .limit(count)
                .toList())
        .toList();
  }

  private static double[][] masked(
      double[][] kernel, List<List<Integer>> first, List<List<Integer>> second) {
    int n = kernel.length;
    double[][] masked = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j : first.get(i)) {
        masked[i][j] = second.get(i).contains(j) ? kernel[i][j] : 0;
      }
    }
    return masked;
  }

  private static double hsic(double[][] k, double[][] l) {
    int n = k.length;
    double aligned = 0;
    double chained = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        aligned += k[i][j] * l[j][i];
        for (int m = 0; m < n; m++) {
          chained += k[i][m] * l[m][j];
        }
      }
    }
    return aligned + sum(k) * sum(l) / (n - 1) / (n - 2) - 2 * chained / (n - 2);
  }

  private static double inner(double[][] a, double[][] b) {
    double inner = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        inner += a[i][j] * b[i][j];
      }
    }
    return inner;
  }

  private static double rowSum(double[][] matrix, int row) {
    double sum = 0;
    for (double value : matrix[row]) {
      sum += value;
    }
    return sum;
  }

  private static double sum(double[][] matrix) {
    return IntStream.range(0, matrix.length).mapToDouble(row -> rowSum(matrix, row)).sum();
  }
}
