package dev.mneme.objective;

import dev.mneme.tensor.ElementType;

/** An element type, and the relative error it must stay below. */
enum Precision {
  SINGLE(ElementType.F32, 1e-5),
  DOUBLE(ElementType.F64, 1e-10);

  final ElementType type;
  final double error;

  Precision(ElementType type, double error) {
    this.type = type;
    this.error = error;
  }
}
