package dev.mneme.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors from Java values and back. New tensors are on the current {@link Device} and belong to
 * the current {@link Scope}; reading copies, so what is returned outlives the tensor, and goes
 * through the processor, wherever the tensor lies. Shapes are given outermost dimension first.
 */
public final class Tensors {

  private Tensors() {}

  /** Float32 tensor of the given shape holding a copy of {@code values} in row-major order. */
  public static Tensor floats(float[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor tensor = buffer(ScalarType.Float, shape);
    new FloatPointer(tensor.data_ptr_float()).put(values, 0, values.length);
    return placed(tensor);
  }

  /** Float64 tensor of the given shape holding a copy of {@code values} in row-major order. */
  public static Tensor doubles(double[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor tensor = buffer(ScalarType.Double, shape);
    new DoublePointer(tensor.data_ptr_double()).put(values, 0, values.length);
    return placed(tensor);
  }

  /** Int64 tensor of the given shape holding a copy of {@code values} in row-major order. */
  public static Tensor longs(long[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor tensor = buffer(ScalarType.Long, shape);
    new LongPointer(tensor.data_ptr_long()).put(values, 0, values.length);
    return placed(tensor);
  }

  /**
   * Uninitialised tensor of an element type named as safetensors names it, such as {@code F32} or
   * {@code I64}.
   */
  public static Tensor empty(ElementType type, long... shape) {
    Native.load();
    return torch.empty(shape, options(type.scalar()), null);
  }

  /**
   * Uninitialised tensor on the processor, whatever device is the current one: to be filled through
   * {@link #bytes} and then {@link #placed}.
   */
  public static Tensor buffer(ElementType type, long... shape) {
    return buffer(type.scalar(), shape);
  }

  /**
   * What was filled on the processor, on the current device. It is the same tensor where that is
   * the processor; elsewhere it is a copy, and what was filled is freed.
   */
  public static Tensor placed(Tensor filled) {
    Device device = Device.current();
    if (device.isProcessor()) {
      return filled;
    }
    Tensor placed = device.place(filled);
    // Weights of a model, read one by one in one scope, would otherwise all be held twice.
    filled.close();
    return placed;
  }

  /** The same numbers on the processor; the tensor itself where it lies there. */
  public static Tensor onProcessor(Tensor tensor) {
    return isOnProcessor(tensor) ? tensor : tensor.cpu();
  }

  /** Whether a tensor lies on the processor, so that its memory can be read and written here. */
  public static boolean isOnProcessor(Tensor tensor) {
    return tensor.is_cpu();
  }

  /** Float32 zeros. */
  public static Tensor zeros(long... shape) {
    return empty(ElementType.F32, shape).zero_();
  }

  /** Float32 ones of the same shape as another tensor. */
  public static Tensor onesLike(Tensor other) {
    return empty(ElementType.F32, shapeOf(other)).fill_(new Scalar(1.0));
  }

  /** Zeros of the same type and shape as another tensor. */
  public static Tensor zerosLike(Tensor other) {
    return torch.zeros_like(other.detach());
  }

  /** A number as a zero-dimensional float32 tensor. */
  public static Tensor scalar(double value) {
    return zeros().fill_(new Scalar(value));
  }

  /**
   * Overwrites float32 elements of a contiguous tensor on the processor from the place {@code
   * start} (row-major) on.
   */
  public static void write(Tensor tensor, long start, float[] values) {
    requireOnProcessor(tensor);
    if (start < 0 || start + values.length > tensor.numel()) {
      throw new IndexOutOfBoundsException(
          "%d values at %d do not fit %d elements".formatted(values.length, start, tensor.numel()));
    }
    tensor.data_ptr_float().getPointer(start).put(values, 0, values.length);
  }

  /** All elements as float32, row-major. */
  public static float[] toFloats(Tensor tensor) {
    Tensor plain = onProcessor(tensor.detach().to(ScalarType.Float)).contiguous();
    float[] values = new float[Math.toIntExact(plain.numel())];
    new FloatPointer(plain.data_ptr_float()).get(values);
    return values;
  }

  /** All elements as float64, row-major. */
  public static double[] toDoubles(Tensor tensor) {
    Tensor plain = onProcessor(tensor.detach().to(ScalarType.Double)).contiguous();
    double[] values = new double[Math.toIntExact(plain.numel())];
    new DoublePointer(plain.data_ptr_double()).get(values);
    return values;
  }

  /** All elements as int64, row-major. */
  public static long[] toLongs(Tensor tensor) {
    Tensor plain = onProcessor(tensor.detach().to(ScalarType.Long)).contiguous();
    long[] values = new long[Math.toIntExact(plain.numel())];
    new LongPointer(plain.data_ptr_long()).get(values);
    return values;
  }

  /** The one element of a tensor of any number of dimensions. */
  public static double item(Tensor tensor) {
    return tensor.item_double();
  }

  /** Numbers in all of them. */
  public static long count(List<Tensor> tensors) {
    return tensors.stream().mapToLong(tensor -> tensor.numel()).sum();
  }

  /** The element type of a tensor. */
  public static ElementType typeOf(Tensor tensor) {
    return ElementType.of(tensor.scalar_type());
  }

  /** The shape of a tensor. */
  public static long[] shapeOf(Tensor tensor) {
    LongArrayRef sizes = tensor.sizes();
    long[] shape = new long[Math.toIntExact(sizes.size())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sizes.get(i);
    }
    return shape;
  }

  /**
   * A window on the native bytes of a contiguous tensor on the processor, little-endian; valid only
   * while the tensor lives.
   *
   * @throws IllegalArgumentException if the tensor is elsewhere, not contiguous or larger than 2
   *     GiB
   */
  public static ByteBuffer bytes(Tensor tensor) {
    long size = tensor.numel() * tensor.element_size();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a tensor of %,d bytes needs several windows".formatted(size));
    }
    return bytes(tensor, 0, (int) size);
  }

  /**
   * A window on {@code length} native bytes of a contiguous tensor on the processor from byte
   * {@code offset} on, little-endian; valid only while the tensor lives.
   *
   * @throws IllegalArgumentException if the tensor is elsewhere, not contiguous or has no such
   *     bytes
   */
  public static ByteBuffer bytes(Tensor tensor, long offset, int length) {
    requireOnProcessor(tensor);
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException(
          "the bytes of a tensor can be read only if it is contiguous");
    }
    long size = tensor.numel() * tensor.element_size();
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IllegalArgumentException(
          "a tensor of %,d bytes has no %,d bytes from byte %,d on"
              .formatted(size, length, offset));
    }
    if (length == 0) {
      return ByteBuffer.allocateDirect(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    return new BytePointer(tensor.data_ptr())
        .capacity(size)
        .position(offset)
        .limit(offset + length)
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The native memory of a contiguous tensor on the processor, whatever its size; valid only while
   * the tensor lives.
   *
   * @throws IllegalArgumentException if the tensor is elsewhere or not contiguous
   */
  @SuppressWarnings("restricted") // the address is the library's own, the length the tensor's
  public static MemorySegment memory(Tensor tensor) {
    requireOnProcessor(tensor);
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("only a contiguous tensor's memory is one piece");
    }
    return MemorySegment.ofAddress(tensor.data_ptr().address())
        .reinterpret(tensor.numel() * tensor.element_size());
  }

  /**
   * Goes towards another in place: x ← y + share · (x − y), in the precision and on the device of
   * x.
   *
   * @param share of the way that is left; at 0 it becomes the other
   */
  public static void approach(Tensor tensor, Tensor other, double share) {
    Tensor there = zerosLike(tensor).copy_(other);
    tensor.sub_(there).mul_(new Scalar(share)).add_(there);
  }

  /** Conversion to another element type; the same tensor where it already has it. */
  public static Tensor to(Tensor tensor, ElementType type) {
    return tensor.to(type.scalar());
  }

  /** In float32 where its type is narrower; the same tensor otherwise. */
  public static Tensor wide(Tensor tensor) {
    return typeOf(tensor).bytes() < ElementType.F32.bytes() ? to(tensor, ElementType.F32) : tensor;
  }

  /** True if a conversion between floating types made a finite number infinite. */
  public static boolean overflowed(Tensor source, Tensor converted) {
    ElementType from = typeOf(source);
    ElementType to = typeOf(converted);
    return from != to
        && to.largest() < from.largest()
        && !converted.isfinite().eq(source.isfinite()).all().item_bool();
  }

  /** True where both have the same type, shape and bits. */
  public static boolean sameBits(Tensor a, Tensor b) {
    return typeOf(a) == typeOf(b)
        && bytes(onProcessor(a).contiguous()).equals(bytes(onProcessor(b).contiguous()))
        && Arrays.equals(shapeOf(a), shapeOf(b));
  }

  /** What a new tensor of the current device is to be. */
  static TensorOptions options(ScalarType type) {
    return Device.current().options(type);
  }

  private static Tensor buffer(ScalarType type, long... shape) {
    Native.load();
    return torch.empty(shape, new TensorOptions(type), null);
  }

  /** An address elsewhere is none here: reading it would crash the process. */
  private static void requireOnProcessor(Tensor tensor) {
    if (!isOnProcessor(tensor)) {
      throw new IllegalArgumentException("only the memory of a tensor on the processor is here");
    }
  }

  private static void requireCount(int count, long[] shape) {
    long wanted = 1;
    for (long dimension : shape) {
      wanted = Math.multiplyExact(wanted, dimension);
    }
    if (wanted != count) {
      throw new IllegalArgumentException(
          "%d values do not fill a tensor of shape %s".formatted(count, Arrays.toString(shape)));
    }
  }
}
