package dev.mneme.train;

import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a run told and left; killed at a step when its snapshot is safe. */
final class WatchedRun implements Observer {

  private final long killAt;
  private final long interruptAt;
  final List<Event> events = new ArrayList<>();
  Map<String, List<Double>> bits = Map.of();
  @Nullable Snapshot snapshot;

  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private WatchedRun(long killAt, long interruptAt) {
    this.killAt = killAt;
    this.interruptAt = interruptAt;
  }

  /** One that comes to its end. */
  static WatchedRun whole() {
    return new WatchedRun(0, 0);
  }

  /** One that ends with {@link Killed}; its snapshot is in the caller's scope. */
  static WatchedRun killedAt(long step) {
    return new WatchedRun(step, 0);
  }

  /** One whose thread is interrupted in a step; what it leaves is in the caller's scope. */
  static WatchedRun interruptedAt(long step) {
    return new WatchedRun(0, step);
  }

  /** Trains, from a snapshot if there is one, and keeps all bits of the end. */
  void train(Trainer trainer, @Nullable Snapshot from) {
    if (from != null) {
      trainer.restore(from);
    }
    trainer.run(this);
    try (Scope scope = Scope.open()) {
      Snapshot end = trainer.snapshot();
      bits = bits(end.weights());
      bits.putAll(bits(end.state()));
    }
  }

  /** Every number there is; float32 and bytes fit doubles exactly. */
  static Map<String, List<Double>> bits(Map<String, Tensor> tensors) {
    Map<String, List<Double>> bits = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      tensors.forEach((name, tensor) ->
          bits.put(name, Arrays.stream(Tensors.toDoubles(tensor)).boxed().toList()));
    }
    return bits;
  }

  @Override
  public void on(Event event) {
    events.add(event);
    if (event instanceof Event.Stepped && event.step() == interruptAt) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String keep(Snapshot live) {
    if (live.step() == killAt) {
      leave(live);
      throw new Killed();
    }
    return "";
  }

  @Override
  public void leave(Snapshot live) {
    snapshot = new Snapshot(live.step(), copies(live.weights()), copies(live.state()));
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> tensors) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
    return copies;
  }
}
