/**
 * Data that comes from outside: file formats, data sets, downloads.
 *
 * <p>Entry types: {@link dev.mneme.data.InputException} for everything the user can put right,
 * {@link dev.mneme.data.WeightFiles} and {@link dev.mneme.data.Safetensors} for the weights of
 * models, {@link dev.mneme.data.ImageSet} for labelled images, {@link dev.mneme.data.Download} for
 * files fetched once into a cache.
 *
 * <p>Invariants: every byte read is untrusted; sizes and offsets are checked before memory is taken
 * for them.
 */
@NullMarked
package dev.mneme.data;

import org.jspecify.annotations.NullMarked;
