package dev.mneme.app.training;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A language model that was tuned.
 *
 * @param folder of the model
 * @param adapter what is to be added to it, if the tuning left the model as it was
 * @param base folder of the model that was tuned
 */
public record TunedModel(Path folder, @Nullable Path adapter, Path base) {}
