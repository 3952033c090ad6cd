package dev.mneme.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch once and fixes the settings that make its results repeatable. */
final class Native {

  private Native() {}

  /** Idempotent and cheap after the first call. */
  static void load() {
    Holder.touch();
  }

  private static final class Holder {
    static {
      Loader.load(torch.class);
      torch.globalContext().setDeterministicAlgorithms(true, false);
      // Deterministic mode would also fill every new tensor, at a seventh of a step's time; kernels
      // overwrite them anyway.
      torch.globalContext().setDeterministicFillUninitializedMemory(false);
    }

    static void touch() {}
  }
}
