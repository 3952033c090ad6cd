package dev.mneme.lab.multitask;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a network learns about an image. Each task has a head: outputs of its own in the network's
 * last layer, over a trunk that all share.
 */
public enum ImageTask {
  /** Which of ten digits. */
  DIGIT("digit", 10),
  /** Which of ten garments. */
  GARMENT("garment", 10),
  /** Even or odd; a share of the training labels is wrong, so that the loss cannot go to 0. */
  PARITY("noisy parity", 2),
  /** How much ink there is, as a number: the estimate is the first output less the second. */
  INK("ink", 2),
  /** Digit or garment: learnt at once. */
  KIND("kind", 2);

  private final String title;
  private final int outputs;

  ImageTask(String title, int outputs) {
    this.title = title;
    this.outputs = outputs;
  }

  /** As files name it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As readers read it. */
  public String title() {
    return title;
  }

  /** Width of the head. */
  int outputs() {
    return outputs;
  }

  /** The head's first output. */
  int first() {
    return Arrays.stream(values())
        .takeWhile(task -> task != this)
        .mapToInt(ImageTask::outputs)
        .sum();
  }

  /** Outputs of all heads. */
  static int allOutputs() {
    return Arrays.stream(values()).mapToInt(ImageTask::outputs).sum();
  }
}
