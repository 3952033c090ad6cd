package dev.mneme.tensor;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Operators on tensors whose raw calls take optional or list arguments; all are differentiable
 * where their maths is.
 */
public final class Maths {

  private Maths() {}

  /** x · weightᵀ + bias. // [batch, in] · [out, in] → [batch, out] */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return torch.linear(x, weight, new TensorOptional(bias));
  }

  /** x · weight + bias. // [batch, in] · [in, out] → [batch, out] */
  public static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
    return torch.addmm(bias, x, weight);
  }

  /** x · weight, written over {@code out}. // [batch, in] · [in, out] → [batch, out] */
  public static void productInto(Tensor out, Tensor x, Tensor weight) {
    torch.mm_out(out, x, weight);
  }

  /** x · weight + bias, written over {@code out}. // [batch, in] · [in, out] → [batch, out] */
  public static void affineInto(Tensor out, Tensor x, Tensor weight, Tensor bias) {
    torch.addmm_out(out, bias, x, weight);
  }

  /** Zeros behind the end of a dimension, up to a length. */
  public static Tensor padded(Tensor x, long dimension, long length) {
    long missing = length - x.size(dimension);
    if (missing == 0) {
      return x;
    }
    long[] sizes = Tensors.shapeOf(x);
    sizes[Math.toIntExact(dimension)] = missing;
    return concatenate(List.of(x, x.new_zeros(sizes)), dimension);
  }

  /** Log-softmax over the last dimension. */
  public static Tensor logSoftmax(Tensor logits) {
    return logits.log_softmax(-1);
  }

  /** log σ(x), stable on both sides. */
  public static Tensor logSigmoid(Tensor x) {
    return torch.log_sigmoid(x);
  }

  public static Tensor sum(Tensor x, long dimension) {
    return x.sum(new long[] {dimension}, false, new ScalarTypeOptional());
  }

  public static Tensor mean(Tensor x, long dimension) {
    return x.mean(new long[] {dimension}, false, new ScalarTypeOptional());
  }

  /** Sample standard deviation (divisor n - 1) along a dimension, which is kept with size one. */
  public static Tensor deviation(Tensor x, long dimension) {
    return x.std(new long[] {dimension}, true, true);
  }

  /** Mean along a dimension, which is kept with size one. */
  public static Tensor meanKept(Tensor x, long dimension) {
    return x.mean(new long[] {dimension}, true, new ScalarTypeOptional());
  }

  public static Tensor plus(Tensor x, double number) {
    return x.add(new Scalar(number));
  }

  public static Tensor times(Tensor x, double number) {
    return x.mul(new Scalar(number));
  }

  public static Tensor clamp(Tensor x, double low, double high) {
    return x.clamp(new ScalarOptional(new Scalar(low)), new ScalarOptional(new Scalar(high)));
  }

  /** Where a tensor of whole numbers lies from {@code low} to {@code high}, both included. */
  public static Tensor between(Tensor x, long low, long high) {
    return x.ge(new Scalar(low)).logical_and(x.le(new Scalar(high)));
  }

  /** Each element, but no less than {@code low}. */
  public static Tensor atLeast(Tensor x, double low) {
    return x.clamp_min(new Scalar(low));
  }

  /** e^x − 1, without the loss of digits near 0. */
  public static Tensor expMinusOne(Tensor x) {
    return x.expm1();
  }

  /** Index of the largest element along a dimension. // int64 */
  public static Tensor argmax(Tensor x, long dimension) {
    return x.argmax(new LongOptional(dimension), false);
  }

  /** 1 where equal, else 0, as float32. */
  public static Tensor same(Tensor a, Tensor b) {
    return Tensors.to(a.eq(b), ElementType.F32);
  }

  /** {@code a} where the condition holds, else the number. */
  public static Tensor where(Tensor condition, Tensor a, double number) {
    return torch.where(condition, a, new Scalar(number));
  }

  /** Each row {@code times} times in succession. // [rows, …] → [rows·times, …] */
  public static Tensor repeatRows(Tensor x, long times) {
    // A view and one copy: its gradient is a plain sum, where repeat_interleave's is a slow
    // scatter.
    long[] shape = Tensors.shapeOf(x);
    long[] wide = new long[shape.length + 1];
    wide[0] = shape[0];
    wide[1] = times;
    System.arraycopy(shape, 1, wide, 2, shape.length - 1);
    shape[0] *= times;
    return x.unsqueeze(1).expand(wide).reshape(shape);
  }

  public static Tensor concatenate(List<Tensor> tensors, long dimension) {
    return torch.cat(Gradients.vector(tensors), dimension);
  }

  /** The length of all tensors taken as one vector; computed in the tensors' own precision. */
  public static double norm(List<Tensor> tensors) {
    // Several times faster than the norm operator, whose reduction is not vectorised as well.
    return Math.sqrt(dot(tensors, tensors));
  }

  /** The inner product of two lists of tensors taken as vectors. */
  public static double dot(List<Tensor> a, List<Tensor> b) {
    return Threads.through(
        Tensors.count(a),
        () -> {
          double total = 0;
          for (int i = 0; i < a.size(); i++) {
            total += a.get(i).reshape(-1).dot(b.get(i).reshape(-1)).item_double();
          }
          return total;
        });
  }
}
