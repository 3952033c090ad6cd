package dev.mneme.tensor;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;

/** Which native libraries this process computes with. */
public final class NativeVersions {

  private NativeVersions() {}

  /**
   * Versions of {@code libtorch} and {@code javacpp}, and the {@code blas} behind matrix products.
   */
  public static Map<String, String> all() {
    Native.load();
    Map<String, String> versions = new TreeMap<>();
    versions.put("libtorch", version("org.bytedeco", "pytorch"));
    versions.put("javacpp", version("org.bytedeco", "javacpp"));
    String blas = System.getProperty("org.bytedeco.openblas.load", "");
    versions.put(
        "blas",
        blas.startsWith("mkl")
            ? "MKL " + version("org.bytedeco", "mkl")
            : "OpenBLAS " + version("org.bytedeco", "openblas"));
    return versions;
  }

  private static String version(String group, String artifact) {
    try {
      return Loader.getVersion(group, artifact);
    } catch (IOException unknown) {
      return "unknown";
    }
  }
}
