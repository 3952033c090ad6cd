package dev.mneme.app.language;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.tensor.Device;
import java.util.List;

/**
 * What is to be computed on, as recipes and options name it: {@code cpu}, {@code cuda} (the first
 * GPU), {@code cuda:N}, or {@code auto}, the first GPU where there is one and else the processor.
 */
public record DeviceChoice(@JsonValue String name) {

  public static final DeviceChoice PROCESSOR = new DeviceChoice("cpu");

  private static final String AUTO = "auto";
  private static final List<String> NAMES = List.of("cpu", "cuda", "cuda:N", AUTO);

  /**
   * @throws IllegalArgumentException if there is no device of that name on any machine
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public DeviceChoice {
    if (!name.equals(AUTO) && Device.named(name).isEmpty()) {
      String nearest = name.equals("gpu") ? "cuda" : Nearest.of(name, NAMES);
      throw new IllegalArgumentException(
          "must be one of %s, was %s%s"
              .formatted(
                  String.join(", ", NAMES),
                  name,
                  nearest == null ? "" : ". Did you mean \"%s\"?".formatted(nearest)));
    }
  }

  /**
   * The device itself.
   *
   * @throws InputException if this machine, or the libtorch of this process, has none such
   */
  public Device device() {
    if (name.equals(AUTO)) {
      return Device.best();
    }
    Device device = Device.named(name).orElseThrow();
    if (!device.isThere()) {
      throw new InputException(missing(name, Device.areGpusKnown(), Device.gpus()));
    }
    return device;
  }

  /**
   * What a user is told who asks for a GPU that is not there.
   *
   * @param known whether libtorch would find GPUs
   * @param found how many it finds
   */
  static String missing(String name, boolean known, int found) {
    String without = "or leave device out to compute on the processor.";
    if (!known) {
      return "device %s: this libtorch was built without CUDA. Begin the command with ./mneme --cuda, %s"
          .formatted(name, without);
    }
    if (found == 0) {
      return "device %s: libtorch finds no GPU. See whether nvidia-smi lists one, %s"
          .formatted(name, without);
    }
    return "device %s: libtorch finds %s. Name one that is there, %s"
        .formatted(
            name, found == 1 ? "cuda:0 alone" : "cuda:0 to cuda:%d".formatted(found - 1), without);
  }

  @Override
  public String toString() {
    return name;
  }
}
