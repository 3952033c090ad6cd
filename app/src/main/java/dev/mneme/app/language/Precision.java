package dev.mneme.app.language;

import dev.mneme.tensor.ElementType;

/** The types of numbers that models are kept in. */
public enum Precision {
  F32(ElementType.F32),
  BF16(ElementType.BF16),
  F16(ElementType.F16);

  private final ElementType type;

  Precision(ElementType type) {
    this.type = type;
  }

  public ElementType type() {
    return type;
  }
}
