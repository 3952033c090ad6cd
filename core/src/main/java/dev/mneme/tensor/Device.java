package dev.mneme.tensor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.AutogradState;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors lie, and so what computes on them: the processor, or a GPU through CUDA.
 *
 * <p>The current device belongs to a stretch of code on one thread, which {@link #call} or {@link
 * #run} opens; outside of all of them it is the processor. New tensors are made on it. An operator
 * computes where its tensors lie, and takes none of two devices.
 *
 * <pre>{@code
 * Device.named("cuda:1").orElseThrow().run(() -> …);
 * }</pre>
 */
public final class Device {

  /** The processor, which is always there. */
  public static final Device PROCESSOR = new Device("cpu", 0);

  private static final ScopedValue<Device> CURRENT = ScopedValue.newInstance();
  private static final Pattern GPU = Pattern.compile("cuda(?::(\\d{1,2}))?");

  private final String name;
  private final int place;

  /**
   * @param name by which libtorch knows it
   * @param place among devices of its kind, from 0
   */
  Device(String name, int place) {
    this.name = name;
    this.place = place;
  }

  /** {@code cpu}, {@code cuda:N} or {@code cuda}, the first GPU; empty for any other name. */
  public static Optional<Device> named(String name) {
    if (name.equals(PROCESSOR.name)) {
      return Optional.of(PROCESSOR);
    }
    Matcher gpu = GPU.matcher(name);
    return gpu.matches()
        ? Optional.of(gpu(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1))))
        : Optional.empty();
  }

  private static Device gpu(int place) {
    return new Device("cuda:" + place, place);
  }

  /** The first GPU, or the processor where there is none. */
  public static Device best() {
    return gpus() > 0 ? gpu(0) : PROCESSOR;
  }

  /** How many GPUs libtorch finds; none if it was built without CUDA. */
  public static int gpus() {
    Native.load();
    return torch.cuda_device_count();
  }

  /** Whether the libtorch of this process was built with CUDA, so that it would find GPUs. */
  public static boolean areGpusKnown() {
    Native.load();
    return torch.getCUDAHooks().hasCUDART();
  }

  /** Whether this machine and its libtorch have it. */
  public boolean isThere() {
    return isProcessor() || place < gpus();
  }

  public boolean isProcessor() {
    return this == PROCESSOR;
  }

  /** Where new tensors are made here and now. */
  public static Device current() {
    return CURRENT.orElse(PROCESSOR);
  }

  /** Does a piece of work in which this is the current device. */
  public void run(Runnable work) {
    call(() -> {
      work.run();
      return name;
    });
  }

  /** Does a piece of work in which this is the current device, and gives what it gives. */
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(CURRENT, this)
        .<T, X>call(() -> isProcessor() ? work.call() : differentiatingHere(work));
  }

  /**
   * Otherwise libtorch takes gradients on a thread of the GPU's own, on which neither the scopes of
   * {@link CustomGradient} are open nor this device is the current one.
   */
  private static <T, X extends Throwable> T differentiatingHere(ScopedValue.CallableOp<T, X> work)
      throws X {
    Native.load();
    boolean before = AutogradState.get_tls_state().get_multithreading_enabled();
    AutogradState.get_tls_state().set_multithreading_enabled(false);
    try {
      return work.call();
    } finally {
      AutogradState.get_tls_state().set_multithreading_enabled(before);
    }
  }

  /** What a new tensor is to be. */
  TensorOptions options(ScalarType type) {
    TensorOptions options = new TensorOptions(type);
    return isProcessor()
        ? options
        : options.device(new DeviceOptional(new org.bytedeco.pytorch.Device(name)));
  }

  /** A tensor of the processor brought here; the same one where this is the processor. */
  Tensor place(Tensor tensor) {
    return isProcessor()
        ? tensor
        : tensor.to(new org.bytedeco.pytorch.Device(name), tensor.scalar_type());
  }

  /** {@code cpu} or {@code cuda:N}. */
  @Override
  public String toString() {
    return name;
  }
}
