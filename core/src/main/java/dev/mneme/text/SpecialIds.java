package dev.mneme.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The ids with a role of their own.
 *
 * @param bos begins a document
 * @param eos ends a document or a turn
 * @param pad fills short rows of a batch
 * @param unk stands for what cannot be written
 * @param stops every id at which generation is over: {@code eos} and what the model's generation
 *     settings add
 */
public record SpecialIds(
    OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt unk, List<Integer> stops) {

  public SpecialIds {
    List<Integer> all = new ArrayList<>(stops);
    if (eos.isPresent() && !all.contains(eos.getAsInt())) {
      all.addFirst(eos.getAsInt());
    }
    stops = List.copyOf(all);
  }

  /** No further ids than {@code eos} stop. */
  SpecialIds(OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt unk) {
    this(bos, eos, pad, unk, List.of());
  }

  /** The same, with more ids that stop. */
  SpecialIds withStops(List<Integer> more) {
    return new SpecialIds(bos, eos, pad, unk, more);
  }
}
