package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KlControllerTest {

  @Test
  void theWeightFollowsTheRelativeErrorWithinBounds() {
    KlController controller = new KlController(0.5, 0.02);
    assertThat(controller.weight()).isEqualTo(0.5);
    controller.follow(0.022); // 10 % too far
    assertThat(controller.weight()).isCloseTo(0.5 * 1.01, within(1e-12));
    controller.follow(1);
    assertThat(controller.weight()).isCloseTo(0.5 * 1.01 * 1.02, within(1e-12));
    controller.follow(-3); // an estimate may be negative
    assertThat(controller.weight()).isCloseTo(0.5 * 1.01 * 1.02 * 0.98, within(1e-12));
    controller.follow(0.02);
    assertThat(controller.weight()).isCloseTo(0.5 * 1.01 * 1.02 * 0.98, within(1e-12));
  }

  @Test
  void aDistanceThatFallsWithTheWeightComesToTheTarget() {
    KlController controller = new KlController(0.01, 0.05);
    double kl = 0;
    for (int step = 0; step < 2_000; step++) {
      kl = 0.1 / (1 + controller.weight());
      controller.follow(kl);
    }
    assertThat(kl).isCloseTo(0.05, within(1e-4));
  }

  @Test
  void aSavedOneGoesOnWithTheSameBits() {
    KlController whole = new KlController(0.1, 0.01);
    whole.follow(0.0123);
    KlController fresh = new KlController(0.1, 0.01);
    fresh.restore(whole.state());
    whole.follow(0.0087);
    fresh.follow(0.0087);
    assertThat(fresh.weight()).isEqualTo(whole.weight());
    assertThatThrownBy(() -> fresh.restore(Map.of()))
        .hasMessage("the saved weighting has [] instead of [weight]");
  }

  @Test
  void itNeedsAWeightAndATargetAboveZero() {
    assertThatThrownBy(() -> new KlController(0, 1))
        .hasMessage("the first weight of a KL must be positive, was 0.0");
    assertThatThrownBy(() -> new KlController(1, 0))
        .hasMessage("the target of a KL must be positive, was 0.0");
  }
}
