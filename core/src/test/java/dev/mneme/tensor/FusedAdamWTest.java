package dev.mneme.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the update does to the smallest numbers; its values are tested with the optimizer. */
class FusedAdamWTest {

  private final Scope scope = Scope.open();

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void momentsThatDecayEndAtZero() {
    Tensor first = Tensors.floats(new float[] {Float.MIN_NORMAL, 1}, 2);
    update(first);
    assertThat(Tensors.toFloats(first)).containsExactly(0f, 0.9f);
  }

  @Test
  void javaStillComputesWithTheSmallestNumbers() {
    Threads.use(Threads.inUse());
    update(Tensors.floats(new float[] {1, 1}, 2));
    double smallest = Double.MIN_NORMAL;
    for (int i = 0; i < 3; i++) {
      smallest /= 2;
    }
    assertThat(smallest).isEqualTo(0x1p-1025);
  }

  private static void update(Tensor first) {
    Tensor weights = Tensors.floats(new float[] {1, 1}, 2);
    Tensor second = Tensors.floats(new float[] {1, 1}, 2);
    List<Tensor> gradients = List.of(Tensors.zeros(2));
    List<Tensor> steps = List.of(Tensors.scalar(1));
    Gradients.without(() ->
        new FusedAdamW()
            .update(
                List.of(weights),
                gradients,
                List.of(first),
                List.of(second),
                steps,
                0.1,
                0.9,
                0.999,
                0,
                1e-8));
  }
}
