package dev.mneme.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A second device where there is no GPU: libtorch's {@code lazy} one, which collects operators and
 * has the processor compute them, but whose tensors are its own. Like a GPU it takes none of the
 * processor's, neither as a number nor as a place, and has no memory that could be read.
 */
public final class OtherDevice {

  /** What {@code torch::lazy::InitTorchScriptBackend()} is called in the library. */
  private static final String INIT = "_ZN5torch4lazy22InitTorchScriptBackendEv";

  private OtherDevice() {}

  /** The device, which is there once this was asked for. */
  public static Device get() {
    return Holder.DEVICE;
  }

  /** Whether a tensor lies there. */
  public static boolean holds(Tensor tensor) {
    return tensor.is_lazy();
  }

  private static final class Holder {
    static final Device DEVICE = init();

    @SuppressWarnings("restricted") // the function takes and gives nothing
    private static Device init() {
      Native.load();
      MemorySegment function = SymbolLookup.loaderLookup().find(INIT).orElseThrow();
      try {
        Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.ofVoid()).invokeExact();
      } catch (Throwable failure) {
        throw new AssertionError(failure);
      }
      // Every sequence of operators would be optimised, which takes far longer than computing it.
      torch.setGraphExecutorOptimize(false);
      return new Device("lazy", 0);
    }
  }
}
