package dev.mneme.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** What a tensor's elements are, named as the safetensors format names them. */
public enum ElementType {
  F64(ScalarType.Double, 8),
  F32(ScalarType.Float, 4),
  F16(ScalarType.Half, 2),
  BF16(ScalarType.BFloat16, 2),
  I64(ScalarType.Long, 8),
  I32(ScalarType.Int, 4),
  U8(ScalarType.Byte, 1),
  BOOL(ScalarType.Bool, 1);

  private final ScalarType scalar;
  private final int bytes;

  ElementType(ScalarType scalar, int bytes) {
    this.scalar = scalar;
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** True of the types that approximate real numbers. */
  public boolean isFloating() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /** The largest finite number of a floating type. */
  double largest() {
    return switch (this) {
      case F64 -> Double.MAX_VALUE;
      case F32 -> Float.MAX_VALUE;
      case BF16 -> 0x1.fep127;
      case F16 -> 65_504;
      default -> throw new IllegalArgumentException(this + " is not a floating type");
    };
  }

  ScalarType scalar() {
    return scalar;
  }

  static ElementType of(ScalarType scalar) {
    for (ElementType type : values()) {
      if (type.scalar == scalar.intern()) {
        return type;
      }
    }
    throw new IllegalArgumentException("tensors of " + scalar + " elements are not supported");
  }
}
