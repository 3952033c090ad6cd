package dev.mneme.app.tuning;

import dev.mneme.app.language.ModelSource;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.LoraAdapter;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.PeftFolder;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A language model before the tuning and while it learns, as a whole or through an adapter beside
 * the one copy of its weights. Owns both, and the tokenizer.
 */
final class Learner implements AutoCloseable {

  /** Texts that are written at once. */
  static final int SLOTS = 64;

  /** Folder of a saved model. */
  static final String MODEL = "model";

  /** Folder of a saved adapter. */
  static final String ADAPTER = "adapter";

  private final ModelSource source;
  private final Tokenizer tokenizer;
  private final DecoderShape shape;
  private final LoraKeys keys;
  private final ElementType precision;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final LanguagePolicy base;
  private final LanguagePolicy tuned;
  private final @Nullable LoraAdapter adapter;

  private Learner(
      ModelSource source,
      Tokenizer tokenizer,
      ModelSource.Weights weights,
      LoraKeys keys,
      Set<String> frozen,
      ElementType precision,
      RandomStream init) {
    this.source = source;
    this.tokenizer = tokenizer;
    this.shape = weights.shape();
    this.keys = keys;
    this.precision = precision;
    LanguagePolicy.Writing writing = writing(shape.maxPositions(), 1);
    this.base = owned(new LanguagePolicy(Decoder.of(shape, weights.parameters()), writing));
    if (keys.wanted()) {
      LoraAdapter fresh = LoraAdapter.initialised(keys.lora(shape, frozen), shape, init);
      this.adapter = owned(fresh);
      this.tuned = owned(LanguagePolicy.adapted(base.decoder(), fresh, writing, Scoring.WHOLE));
    } else {
      this.adapter = null;
      this.tuned = owned(learning(weights, frozen, writing));
    }
  }

  /**
   * Reads a model.
   *
   * @param freeze what is not learnt
   * @param init what a new adapter is drawn from
   * @throws InputException in one line, if there is no such model or nothing in it to learn
   */
  static Learner read(
      String model,
      LoraKeys lora,
      PreserveKeys.Frozen freeze,
      ElementType precision,
      RandomStream init) {
    ModelSource source = source(model);
    Tokenizer tokenizer = Tokenizer.of(source.folder());
    try {
      ModelSource.Weights weights = source.read(precision, null);
      try {
        Set<String> frozen = frozen(lora, freeze, weights.shape());
        return new Learner(source, tokenizer, weights, lora, frozen, precision, init);
      } catch (RuntimeException failure) {
        weights.close();
        throw failure;
      }
    } catch (RuntimeException failure) {
      tokenizer.close();
      throw failure;
    }
  }

  /** Where a model is; nothing of it is read. */
  static ModelSource source(String model) {
    if (model.isBlank()) {
      throw new InputException("model must be the folder of a model; the recipe leaves it empty.");
    }
    return ModelSource.in(Path.of(model));
  }

  /** The weights that stay as they are, once it is sure that some learn. */
  static Set<String> frozen(LoraKeys keys, PreserveKeys.Frozen freeze, DecoderShape shape) {
    requireTargets(keys, shape);
    Set<String> frozen = freeze.weights(shape);
    if (keys.wanted() && keys.lora(shape, frozen).modules(shape).isEmpty()) {
      throw new InputException(
          "preserve.freeze leaves no adapter: all layers of lora.targets are frozen. Name fewer.");
    }
    if (frozen.size() == shape.weights().size()) {
      throw new InputException("preserve.freeze leaves no weight to learn. Name fewer.");
    }
    return frozen;
  }

  private static void requireTargets(LoraKeys keys, DecoderShape shape) {
    if (keys.wanted() && keys.lora().modules(shape).isEmpty()) {
      throw InputException.of(
          "lora.targets %s names no linear layer of this model. Its layers are %s, or take all-linear.",
          keys.targets(), String.join(", ", DecoderShape.linearModules()));
    }
  }

  /** Copies of the weights that learn, beside the others themselves. */
  private static LanguagePolicy learning(
      ModelSource.Weights weights, Set<String> frozen, LanguagePolicy.Writing writing) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> all = new LinkedHashMap<>();
      Set<String> learnt = new HashSet<>();
      weights
          .parameters()
          .byName()
          .forEach((name, weight) -> {
            boolean stays = frozen.contains(name);
            all.put(name, stays ? weight : weight.detach().clone());
            if (!stays) {
              learnt.add(name);
            }
          });
      Decoder decoder = Decoder.of(weights.shape(), Parameters.own(all, frozen));
      return LanguagePolicy.learning(decoder, learnt, writing);
    }
  }

  private <T extends AutoCloseable> T owned(T resource) {
    owned.push(resource);
    return resource;
  }

  ModelSource source() {
    return source;
  }

  /** Of the weights. */
  ElementType precision() {
    return precision;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  DecoderShape shape() {
    return shape;
  }

  /** The model before the tuning; it never changes. */
  LanguagePolicy base() {
    return base;
  }

  /** The model that learns. */
  LanguagePolicy tuned() {
    return tuned;
  }

  /** The model that learns, written and scored in another way. */
  LanguagePolicy tuned(LanguagePolicy.Writing writing, Scoring scoring) {
    return owned(tuned.view(writing, scoring));
  }

  /** The model before the tuning, written and scored in another way. */
  LanguagePolicy base(LanguagePolicy.Writing writing, Scoring scoring) {
    return owned(base.view(writing, scoring));
  }

  /**
   * Where the weights that learn began: the base's, or a copy of the adapter as it is now. The
   * caller closes it.
   */
  Parameters start() {
    return adapter == null
        ? base.parameters().among(tuned.parameters().byName().keySet())
        : tuned.parameters().copy();
  }

  /** An independent model with the weights that the learning one has now. */
  LanguagePolicy snapshot(Scoring scoring) {
    LoraAdapter present = adapter;
    if (present == null) {
      return owned(owned(tuned.copy()).view(writing(1, 1), scoring));
    }
    LoraAdapter copy = owned(LoraAdapter.of(present.lora(), shape, present.parameters().copy()));
    return owned(LanguagePolicy.adapted(base.decoder(), copy, writing(1, 1), scoring));
  }

  /** Completions of at most so many tokens, at a temperature. */
  LanguagePolicy.Writing writing(int maxTokens, double temperature) {
    return writing(maxTokens, temperature, SLOTS);
  }

  /** The same, so many at once. */
  LanguagePolicy.Writing writing(int maxTokens, double temperature, int slots) {
    return new LanguagePolicy.Writing(maxTokens, ends(), slots, temperature);
  }

  /** The tokens that end a text; one that begins another ends this one too. */
  Set<Integer> ends() {
    Set<Integer> ends = new HashSet<>(tokenizer.specialIds().stops());
    ends.addAll(shape.eos());
    tokenizer.specialIds().bos().ifPresent(ends::add);
    return ends;
  }

  /** What a text of the model's own begins with. */
  int begin() {
    return begin(source, shape, tokenizer);
  }

  static int begin(ModelSource source, DecoderShape shape, Tokenizer tokenizer) {
    OptionalInt begin = tokenizer.specialIds().bos();
    Integer declared = shape.bos();
    if (begin.isPresent() || declared != null) {
      return begin.orElseGet(() -> declared == null ? 0 : declared);
    }
    return tokenizer
        .specialIds()
        .eos()
        .orElseThrow(() ->
            new InputException(
                "%s names no token that begins or ends a text, and its own texts need one."
                    .formatted(source.folder())));
  }

  /**
   * Saves what was learnt below a folder, whole or not at all, unless it is there already.
   *
   * @return the name of the folder made
   */
  String save(DurableFiles files, Path folder) {
    LoraAdapter learnt = adapter;
    Path place = place(folder);
    String name = place.getFileName().toString();
    if (Files.exists(place)) {
      return name;
    }
    if (learnt != null && name.equals(ADAPTER)) {
      PeftFolder.write(files, place, learnt, source.folder().toString(), ElementType.F32);
      return name;
    }
    if (learnt == null) {
      saveModel(files, place, tuned.decoder().parameters());
    } else {
      try (LoraAdapter.Merged merged = learnt.mergeForNow(base.parameters())) {
        saveModel(files, place, base.parameters());
      }
    }
    return name;
  }

  /** Where a run in that folder saves its model. */
  Path place(Path folder) {
    boolean apart = adapter != null && keys.save() == LoraKeys.Save.ADAPTER;
    return folder.resolve(apart ? ADAPTER : MODEL);
  }

  private void saveModel(DurableFiles files, Path place, Parameters weights) {
    ModelFolder.save(
        files,
        place,
        shape,
        weights,
        new ModelFolder.Saving(precision, ModelFolder.Saving.USUAL_SHARD_BYTES, source.folder()),
        inside -> source.exportTokenizer(inside));
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(owned);
    all.add(tokenizer);
    for (AutoCloseable each : all) {
      try {
        each.close();
      } catch (RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
