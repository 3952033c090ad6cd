package dev.mneme.app;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.Lora;
import dev.mneme.model.LoraAdapter;
import dev.mneme.model.ModelFolder;
import dev.mneme.model.PeftFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Folders of random language models so small that a command over them takes milliseconds. */
final class TinyModels {

  /** What they write in; with the four special tokens a vocabulary of 14. */
  static final String ALPHABET = "abcdefgh .";

  /** How many tokens they read. */
  static final int POSITIONS = 48;

  /** No token ends a text, so that lengths are known; texts begin with S. */
  static final DecoderShape SHAPE = shape(POSITIONS);

  private static final DurableFiles FILES = new DurableFiles(Disk.real());
  private static final List<String> ADAPTED = List.of("q_proj", "down_proj");

  private TinyModels() {}

  private static DecoderShape shape(int positions) {
    return DecoderShape.parse(
        """
        {"model_type": "llama", "vocab_size": 14, "hidden_size": 16, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 24,
         "max_position_embeddings": %d, "tie_word_embeddings": true, "bos_token_id": 0,
         "eos_token_id": null, "torch_dtype": "float32", "rms_norm_eps": 1e-5}
        """
            .formatted(positions),
        "the test's shape");
  }

  /** A Hugging Face folder with a character tokenizer. */
  static Path folder(Path folder) {
    return folder(folder, POSITIONS);
  }

  /** The same, of a model that reads so many tokens. */
  static Path folder(Path folder, int positions) {
    DecoderShape shape = shape(positions);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder decoder = Decoder.initialised(shape, streams.get("init"))) {
      widen(decoder.parameters().byName().values());
      ModelFolder.save(
          FILES,
          folder,
          shape,
          decoder.parameters(),
          new ModelFolder.Saving(ElementType.F32, Long.MAX_VALUE, null),
          inside -> Tokenizer.characters(ALPHABET).save(inside));
    }
    return folder;
  }

  /** An adapter in PEFT's layout that changes what that model writes. */
  static Path adapter(Path folder) {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(2);
        LoraAdapter adapter =
            LoraAdapter.initialised(Lora.of(2, 4, ADAPTED), SHAPE, streams.get("init"))) {
      Gradients.without(() ->
          adapter
              .parameters()
              .byName()
              .values()
              .forEach(
                  weight -> weight.add_(streams.get("b").normal(0, 0.7, Tensors.shapeOf(weight)))));
      PeftFolder.write(FILES, folder, adapter, "the test's model", ElementType.F32);
    }
    return folder;
  }

  /** Far from equally likely tokens. */
  private static void widen(Iterable<Tensor> weights) {
    Gradients.without(() ->
        weights.forEach(weight -> {
          if (weight.dim() > 1) {
            weight.mul_(new Scalar(25));
          }
        }));
  }

  /**
   * A llama2.c folder: a model of one layer and one head, and its tokenizer. Only BOS and letters
   * have an embedding, so that what is likeliest is never a byte.
   */
  static Path llama2c(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> pieces = pieces();
    int width = 8;
    Random random = new Random(3);
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    for (int number : new int[] {width, width, 1, 1, 1, pieces.size(), POSITIONS}) {
      model.writeBytes(little().putInt(0, number).array());
    }
    numbers(model, random, width, 0);
    numbers(model, random, width, 0.1f);
    numbers(model, random, 257 * width, 0);
    numbers(model, random, (pieces.size() - 259) * width, 1);
    // norms, four matrices of attention, norm, three of the MLP, last norm, rotary tables
    numbers(model, random, width + 4 * width * width + width + 3 * width * width + width, 1);
    numbers(model, random, POSITIONS * width, 0);
    Files.write(folder.resolve("tiny.bin"), model.toByteArray());
    ByteArrayOutputStream tokenizer = new ByteArrayOutputStream();
    tokenizer.writeBytes(little().putInt(0, 16).array());
    for (int id = 0; id < pieces.size(); id++) {
      byte[] text = pieces.get(id).getBytes(StandardCharsets.UTF_8);
      tokenizer.writeBytes(little().putFloat(0, 259 - Math.max(id, 259)).array());
      tokenizer.writeBytes(little().putInt(0, text.length).array());
      tokenizer.writeBytes(text);
    }
    Files.write(folder.resolve("tok9.bin"), tokenizer.toByteArray());
    return folder;
  }

  private static List<String> pieces() {
    List<String> pieces = new ArrayList<>(List.of("<unk>", "\n<s>\n", "\n</s>\n"));
    for (int b = 0; b < 256; b++) {
      pieces.add("<0x%02X>".formatted(b));
    }
    pieces.addAll(List.of("ab", " a", "cd", "a", "b", "c", "d", " "));
    return pieces;
  }

  private static void numbers(ByteArrayOutputStream to, Random random, int count, float scale) {
    for (int i = 0; i < count; i++) {
      to.writeBytes(little().putFloat(0, scale * (float) random.nextGaussian()).array());
    }
  }

  private static ByteBuffer little() {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
  }
}
