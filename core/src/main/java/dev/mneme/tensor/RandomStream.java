package dev.mneme.tensor;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A source of random numbers of its own (a Mersenne Twister of libtorch), whose whole state can be
 * saved and restored. Owned by its {@link RandomStreams}; used by one thread at a time.
 *
 * <p>It always draws on the processor and brings what was drawn to the current {@link Device}, so
 * that every device sees the same numbers.
 */
public final class RandomStream implements AutoCloseable {

  private final Generator generator;

  RandomStream(long seed) {
    Native.load();
    this.generator = torch.make_generator_cpu(seed).retainReference();
  }

  /** A random order of {@code 0 … n-1}. // [n] int64 */
  public Tensor permutation(long n) {
    return Tensors.placed(torch.randperm(n, optional(), new TensorOptions(ScalarType.Long)));
  }

  /**
   * {@code count} draws with replacement from each row of probabilities [rows, alphabet]. // [rows,
   * count] int64
   */
  public Tensor categorical(Tensor probabilities, long count) {
    return Tensors.placed(Tensors.onProcessor(probabilities).multinomial(count, true, optional()));
  }

  /** Float32 numbers uniform in [low, high). */
  public Tensor uniform(double low, double high, long... shape) {
    return Tensors.placed(zeros(shape).uniform_(low, high, optional()));
  }

  /** Float32 numbers of a normal distribution. */
  public Tensor normal(double mean, double deviation, long... shape) {
    return Tensors.placed(zeros(shape).normal_(mean, deviation, optional()));
  }

  /** Integers uniform in {@code 0 … bound-1}. */
  public Tensor integers(long bound, long... shape) {
    return Tensors.placed(Tensors.buffer(ElementType.I64, shape).random_(bound, optional()));
  }

  /** The whole state, to be given to {@link #restore}, on the processor. // [bytes] uint8 */
  public Tensor state() {
    return generator.get_state();
  }

  /** Continues exactly where the stream that gave {@link #state()} stood. */
  public void restore(Tensor state) {
    generator.set_state(Tensors.onProcessor(state));
  }

  @Override
  public void close() {
    generator.releaseReference();
  }

  private static Tensor zeros(long... shape) {
    return Tensors.buffer(ElementType.F32, shape).zero_();
  }

  private GeneratorOptional optional() {
    return new GeneratorOptional(generator);
  }
}
