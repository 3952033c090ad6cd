package dev.mneme.app.forecast;

import dev.mneme.tensor.Device;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A recipe that was found in order, together with the files it names.
 *
 * @param what it declares, in a few words
 * @param differences keys that are not as by default, with their values
 * @param resolved all keys in YAML
 * @param device what it is computed on
 * @param forecast works out what it takes on the processor, in about a second
 */
public record Checked(
    String what,
    Map<String, String> differences,
    String resolved,
    Device device,
    Supplier<Forecast> forecast) {}
