package dev.mneme.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LinearAlgebraTest {

  @Test
  void singularValuesFallAndAreThoseOfAKnownMatrix() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.floats(new float[] {3, 0, 4, 5, 0, 0}, 2, 3);
      double[] values = Tensors.toDoubles(LinearAlgebra.singularValues(matrix));
      // The Gram matrix [[25, 15], [15, 25]] has the eigenvalues 40 and 10.
      assertThat(values)
          .containsExactly(new double[] {Math.sqrt(40), Math.sqrt(10)}, within(1e-12));
    }
  }

  @Test
  void bothRoutesToTheSingularValuesAgree() {
    try (Scope scope = Scope.open();
        RandomStream random = new RandomStreams(2).at("matrix", 0)) {
      Tensor matrix = random.normal(0, 1, 20, 33);
      double[] quick = Tensors.toDoubles(LinearAlgebra.singularValues(matrix));
      double[] exact =
          Tensors.toDoubles(LinearAlgebra.singularValues(Tensors.to(matrix, ElementType.F64)));
      assertThat(quick).hasSize(20).containsExactly(exact, within(1e-10));
    }
  }

  @Test
  void theLargestOfEachRowComeLargestFirst() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.floats(new float[] {1, 5, 3, 9, 2, 4}, 2, 3);
      assertThat(Tensors.toLongs(LinearAlgebra.largestOfEachRow(matrix, 2)))
          .containsExactly(1, 2, 0, 2);
    }
  }
}
