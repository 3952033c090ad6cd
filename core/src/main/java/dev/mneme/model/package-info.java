/**
 * Architectures: functions from inputs to logits, and the weights they own.
 *
 * <p>Entry types: {@link dev.mneme.model.Mlp}; {@link dev.mneme.model.Decoder}, a transformer of
 * the shape that {@link dev.mneme.model.DecoderShape} reads, with a {@link
 * dev.mneme.model.KeyValueCache} for sampling; {@link dev.mneme.model.ModelFolder} for decoders in
 * Hugging Face folders, {@link dev.mneme.model.Llama2c} for those of llama2.c; {@link
 * dev.mneme.model.LoraAdapter} for low-rank adapters and {@link dev.mneme.model.PeftFolder} for
 * their folders; {@link dev.mneme.model.Taps} to read or replace activations on the way.
 *
 * <p>Invariants: a model owns its {@link dev.mneme.tensor.Parameters} and closes them; a forward
 * pass changes nothing.
 */
@NullMarked
package dev.mneme.model;

import org.jspecify.annotations.NullMarked;
