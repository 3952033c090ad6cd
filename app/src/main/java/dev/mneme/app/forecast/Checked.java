package dev.mneme.app.forecast;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A recipe that was found in order, together with the files it names.
 *
 * @param what it declares, in a few words
 * @param differences keys that are not as by default, with their values
 * @param resolved all keys in YAML
 * @param forecast works it out, which takes about a second
 */
public record Checked(
    String what, Map<String, String> differences, String resolved, Supplier<Forecast> forecast) {}
