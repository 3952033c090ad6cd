package dev.mneme.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AutogradState;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  private final Device elsewhere = OtherDevice.get();
  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(3);

  @AfterEach
  void free() {
    streams.close();
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({"cpu,cpu", "cuda,cuda:0", "cuda:0,cuda:0", "cuda:7,cuda:7", "cuda:12,cuda:12"})
  void devicesHaveNames(String name, String device) {
    assertThat(Device.named(name).map(Device::toString)).contains(device);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:123", "cpu:0", "lazy", "auto"})
  void otherNamesAreNone(String name) {
    assertThat(Device.named(name)).isEqualTo(Optional.empty());
  }

  @Test
  void thereAreAsManyGpusAsLibtorchFindsAndTheBestDeviceIsOneOfThemOrTheProcessor() {
    int gpus = Device.gpus();
    assertThat(Device.named("cuda:" + gpus).orElseThrow().isThere()).isFalse();
    assertThat(Device.best().isProcessor()).isEqualTo(gpus == 0);
    assertThat(Device.best().isThere()).isTrue();
    assertThat(Device.areGpusKnown() || gpus == 0).isTrue();
  }

  @Test
  void theCurrentDeviceIsThatOfTheInnermostStretchOfCode() {
    List<Device> seen = new ArrayList<>();
    elsewhere.run(() -> {
      seen.add(Device.current());
      seen.add(Device.PROCESSOR.call(Device::current));
      seen.add(Device.current());
    });
    assertThat(seen).containsExactly(elsewhere, Device.PROCESSOR, elsewhere);
    assertThatThrownBy(() ->
            elsewhere.run(() -> {
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(Device.current()).isSameAs(Device.PROCESSOR);
  }

  @Test
  void aThreadThatIsToldNothingComputesOnTheProcessor() throws InterruptedException {
    List<Device> seen = new ArrayList<>();
    Thread other =
        elsewhere.call(() -> Thread.ofPlatform().start(() -> seen.add(Device.current())));
    other.join();
    assertThat(seen).containsExactly(Device.PROCESSOR);
  }

  @Test
  void allThatIsMadeOfNothingLiesOnTheCurrentDevice() {
    Tensor three = Tensors.zeros(3);
    List<Supplier<Tensor>> ways =
        List.of(
            () -> Tensors.floats(new float[] {1, 2}, 2),
            () -> Tensors.doubles(new double[] {1, 2}, 2),
            () -> Tensors.longs(new long[] {1, 2}, 2),
            () -> Tensors.empty(ElementType.BF16, 2),
            () -> Tensors.zeros(2),
            () -> Tensors.scalar(1),
            () -> Tensors.onesLike(three),
            () -> Tensors.placed(Tensors.buffer(ElementType.I64, 2)),
            () -> Layers.range(3),
            () -> Layers.wholeRange(3),
            () -> Layers.rotaryFrequencies(10_000, 8),
            () -> streams.get("a").permutation(3),
            () -> streams.get("a").uniform(0, 1, 3),
            () -> streams.get("a").normal(0, 1, 3),
            () -> streams.get("a").integers(5, 3),
            () -> streams.get("a").categorical(Tensors.floats(new float[] {1, 1}, 1, 2), 2));
    for (Supplier<Tensor> way : ways) {
      assertThat(Tensors.isOnProcessor(way.get())).isTrue();
      assertThat(OtherDevice.holds(elsewhere.call(way::get))).isTrue();
    }
  }

  @Test
  void allThatIsMadeOfATensorLiesWhereItDoes() {
    Tensor there = elsewhere.call(() -> Tensors.zeros(2, 3));
    assertThat(OtherDevice.holds(Tensors.zerosLike(there))).isTrue();
    assertThat(OtherDevice.holds(Maths.padded(there, 1, 5))).isTrue();
    assertThat(OtherDevice.holds(Tensors.to(there, ElementType.BF16))).isTrue();
    Tensor positive = there.gt(new Scalar(0.0));
    assertThat(OtherDevice.holds(Layers.additiveMask(positive, ElementType.F32))).isTrue();
    assertThat(OtherDevice.holds(Maths.where(positive, there, 1))).isTrue();
  }

  @Test
  void whatApproachesStaysWhereItLies() {
    Tensor there = elsewhere.call(() -> Tensors.zeros(2));
    Tensors.approach(there, Tensors.floats(new float[] {4, 8}, 2), 0.5);
    assertThat(OtherDevice.holds(there)).isTrue();
    assertThat(Tensors.toFloats(there)).containsExactly(2, 4);
  }

  @Test
  void theDeviceOfTheseTestsTakesNoTensorOfTheProcessor() {
    Tensor there = elsewhere.call(() -> Tensors.zeros(2, 2));
    assertThatThrownBy(() -> there.add(Tensors.zeros(2))).hasMessageContaining("not a lazy tensor");
    assertThatThrownBy(() -> there.index_select(0, Tensors.longs(new long[] {1}, 1)))
        .hasMessageContaining("not a lazy tensor");
  }

  @Test
  void whatIsReadComesThroughTheProcessor() {
    elsewhere.run(() -> {
      Tensor there = Tensors.floats(new float[] {3, 1e6f}, 2);
      assertThat(Tensors.toFloats(there)).containsExactly(3, 1e6f);
      assertThat(Tensors.toDoubles(there)).containsExactly(3, 1e6);
      assertThat(Tensors.toLongs(there)).containsExactly(3, 1_000_000);
      assertThat(Tensors.item(there.sum())).isEqualTo(1_000_003);
      assertThat(Tensors.overflowed(there, Tensors.to(there, ElementType.F16))).isTrue();
      Tensor few = Tensors.longs(new long[] {3, 4}, 2);
      assertThat(Tensors.toLongs(few)).containsExactly(3, 4);
      assertThat(Maths.norm(List.of(Tensors.to(few, ElementType.F32)))).isEqualTo(5);
      assertThat(Tensors.sameBits(few, Tensors.longs(new long[] {3, 4}, 2))).isTrue();
      assertThat(Tensors.sameBits(few, Tensors.longs(new long[] {3, 5}, 2))).isFalse();
    });
  }

  @Test
  void memoryElsewhereIsNotReadAsIfItWereHere() {
    Tensor there = elsewhere.call(() -> Tensors.zeros(2));
    assertThatThrownBy(() -> Tensors.memory(there)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tensors.bytes(there)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tensors.write(there, 0, new float[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onTheProcessorNothingIsCopied() {
    Tensor here = Tensors.zeros(2);
    assertThat(Tensors.placed(here)).isSameAs(here);
    assertThat(Tensors.onProcessor(here)).isSameAs(here);
    Tensor buffer = elsewhere.call(() -> Tensors.buffer(ElementType.F32, 2));
    assertThat(Tensors.isOnProcessor(buffer)).isTrue();
  }

  @Test
  void whatIsDrawnIsTheSameOnEveryDeviceAndGoesOnFromStatesOfAny() {
    RandomStream stream = streams.get("a");
    Tensor begun = stream.state();
    float[] drawn = draw(stream);
    Tensor after = stream.state();
    elsewhere.run(() -> {
      stream.restore(Tensors.placed(begun.clone()));
      assertThat(draw(stream)).containsExactly(drawn);
      assertThat(Tensors.sameBits(stream.state(), after)).isTrue();
    });
  }

  private static float[] draw(RandomStream stream) {
    Tensor probabilities = Tensors.floats(new float[] {1, 2, 3}, 1, 3);
    List<Tensor> all =
        List.of(
            stream.permutation(5),
            stream.integers(7, 3),
            stream.uniform(0, 1, 4),
            stream.normal(0, 1, 20),
            stream.categorical(probabilities, 5).view(-1));
    return Tensors.toFloats(
        Maths.concatenate(all.stream().map(each -> Tensors.to(each, ElementType.F32)).toList(), 0));
  }

  /**
   * A GPU's gradients come from a thread of its own otherwise; here one can see only the switch.
   */
  @Test
  void gradientsAreTakenOnTheThreadThatAsksForThem() {
    assertThat(AutogradState.get_tls_state().get_multithreading_enabled()).isTrue();
    elsewhere.run(
        () -> assertThat(AutogradState.get_tls_state().get_multithreading_enabled()).isFalse());
    assertThat(AutogradState.get_tls_state().get_multithreading_enabled()).isTrue();
    Device.PROCESSOR.run(
        () -> assertThat(AutogradState.get_tls_state().get_multithreading_enabled()).isTrue());
  }
}
