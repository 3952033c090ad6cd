package dev.mneme.app;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.model.ModelFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model of random weights that reads bytes, from which studies of the small world start. */
public final class TinyBase {

  private static final String TEMPLATE =
      "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
          + "{% if add_generation_prompt %}assistant: {% endif %}";

  private TinyBase() {}

  /** Writes it with its tokenizer and chat template. */
  public static void write(Path folder) throws IOException {
    try (Scope scope = Scope.open();
        Tokenizer bytes = Tokenizer.bytes();
        RandomStreams streams = new RandomStreams(1)) {
      DecoderShape shape =
          DecoderShape.parse(
              """
              {"model_type": "llama", "vocab_size": %d, "hidden_size": 16, "num_hidden_layers": 1,
               "num_attention_heads": 2, "num_key_value_heads": 2, "intermediate_size": 16,
               "max_position_embeddings": 1536, "tie_word_embeddings": true, "bos_token_id": null,
               "eos_token_id": 1, "torch_dtype": "float32", "rms_norm_eps": 1e-5}
              """
                  .formatted(bytes.vocabularySize()),
              "the test's shape");
      try (Decoder decoder = Decoder.initialised(shape, streams.get("init"))) {
        ModelFolder.save(
            new DurableFiles(Disk.real()),
            folder,
            shape,
            decoder.parameters(),
            new ModelFolder.Saving(ElementType.F32, Long.MAX_VALUE, null),
            bytes::save);
      }
    }
    Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
  }
}
