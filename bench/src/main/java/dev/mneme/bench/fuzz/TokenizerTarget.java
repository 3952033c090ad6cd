package dev.mneme.bench.fuzz;

import dev.mneme.data.InputException;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The files of a tokenizer, then texts through it and back. */
final class TokenizerTarget implements Target {

  private static final List<String> TEXTS =
      List.of(
          "", "ab a  b</s>c", "Été 12\t\n\ud83d\ude00 \u0000e\u0301 <s>", "aaaaaaaaaaaaaaaa 'll");

  private final Scratch scratch = new Scratch();
  private final List<String> names;
  private final List<byte[]> seeds;

  TokenizerTarget(String... names) {
    this.names = List.of(names);
    this.seeds =
        switch (names[0]) {
          case "tokenizer.json" -> json();
          case "vocab.json" -> gpt2();
          case "tok512.bin" -> List.of(scored("a", "b", "ab"), scored(" ", "é", "aa", "aaaa"));
          default -> settings();
        };
    if (names[0].equals("tokenizer.json")) {
      scratch.write(
          "tokenizer_config.json", "{\"eos_token\":\"</s>\",\"bos_token\":{\"content\":\"<s>\"}}");
    }
  }

  private static List<byte[]> json() {
    String added =
        "\"added_tokens\":[{\"id\":5,\"content\":\"</s>\",\"single_word\":false,\"lstrip\":false,\"rstrip\":true,\"normalized\":false,\"special\":true}]";
    String split =
        "{\"type\":\"Split\",\"pattern\":{\"Regex\":\" ?\\\\p{L}+|\\\\s+(?!\\\\S)\"},\"behavior\":\"Isolated\",\"invert\":false}";
    String replace = "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"\u2581\"}";
    return utf8(
        "{\"version\":\"1.0\","
            + added
            + ",\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true},\"decoder\":{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2,\"Ġ\":3,\"Ġa\":4},\"merges\":[[\"a\",\"b\"],[\"Ġ\",\"a\"]]}}",
        "{"
            + added
            + ",\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKC\"},{\"type\":\"Prepend\",\"prepend\":\"\u2581\"},"
            + replace
            + "]},\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"</s>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"Sequence\":{\"id\":\"B\",\"type_id\":1}}],\"special_tokens\":{\"</s>\":{\"id\":\"</s>\",\"ids\":[5],\"tokens\":[\"</s>\"]}}},\"decoder\":{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]},\"model\":{\"type\":\"BPE\",\"unk_token\":\"<unk>\",\"fuse_unk\":true,\"byte_fallback\":true,\"vocab\":{\"<unk>\":0,\"a\":1,\"b\":2,\"<0xC3>\":3,\"\u2581\":4},\"merges\":[]}}",
        "{"
            + added
            + ",\"normalizer\":{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true},\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"post_processor\":{\"type\":\"BertProcessing\",\"sep\":[\"a\",1],\"cls\":[\"b\",2]},\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":100,\"vocab\":{\"[UNK]\":0,\"a\":1,\"##b\":2,\"e\":3}}}",
        "{\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\",\"split\":true},{\"type\":\"Digits\",\"individual_digits\":true}]},\"decoder\":{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\",\"split\":true},\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"byte_fallback\":false,\"vocab\":[[\"<unk>\",0.0],[\"\u2581\",-1.5],[\"a\",-2],[\"aa\",-2.5]]}}",
        "{\"pre_tokenizer\":"
            + split
            + ",\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"u\",\"vocab\":{\"u\":0,\"ab\":1,\" a\":2}}}",
        "{\"normalizer\":{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true},\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Punctuation\",\"behavior\":\"MergedWithPrevious\"},{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"a\"},{\"type\":\"UnicodeScripts\"},{\"type\":\"WhitespaceSplit\"}]},\"post_processor\":{\"type\":\"RobertaProcessing\",\"sep\":[\"b\",1],\"cls\":[\"a\",0],\"trim_offsets\":true,\"add_prefix_space\":true},\"decoder\":{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"},\"model\":{\"type\":\"BPE\",\"end_of_word_suffix\":\"</w>\",\"ignore_merges\":true,\"vocab\":{\"a\":0,\"b\":1,\"b</w>\":2},\"merges\":[]}}");
  }

  private static List<byte[]> gpt2() {
    return List.of(
        joined(
            "{\"a\":0,\"b\":1,\"ab\":2,\"Ġ\":3,\"Ġa\":4,\"<|endoftext|>\":5}",
            "#version: 0.2\na b\nĠ a\n"),
        joined("{\"e\":0,\"é\":7,\"</s>\":2}", ""));
  }

  private static byte[] joined(String first, String second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first.getBytes(StandardCharsets.UTF_8));
    both.write(BETWEEN);
    both.writeBytes(second.getBytes(StandardCharsets.UTF_8));
    return both.toByteArray();
  }

  private static byte[] scored(String... pieces) {
    List<String> all = new ArrayList<>(List.of("<unk>", "\n<s>\n", "\n</s>\n"));
    for (int b = 0; b < 256; b++) {
      all.add(String.format(Locale.ROOT, "<0x%02X>", b));
    }
    all.addAll(List.of(pieces));
    ByteBuffer file = ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN).putInt(16);
    for (int i = 0; i < all.size(); i++) {
      byte[] text = all.get(i).getBytes(StandardCharsets.UTF_8);
      file.putFloat(-i).putInt(text.length).put(text);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  private static List<byte[]> settings() {
    return utf8(
        "{\"tokenizer_class\":\"CharacterTokenizer\",\"char_ords\":[97,98,32,233,128512],\"bos_token\":\"S\",\"chat_template\":\"{{ bos_token }}\"}",
        "{\"tokenizer_class\":\"ByT5Tokenizer\",\"eos_token\":{\"content\":\"</s>\"},\"chat_template\":\"{{ messages }}\"}",
        "{\"char_ords\":[97],\"chat_template\":[{\"name\":\"default\",\"template\":\"{{ eos_token }}\"},{\"name\":\"tool_use\",\"template\":\"x\"}]}");
  }

  private static List<byte[]> utf8(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "type",
        "BPE",
        "WordLevel",
        "WordPiece",
        "Unigram",
        "vocab",
        "merges",
        "unk_token",
        "unk_id",
        "byte_fallback",
        "fuse_unk",
        "ignore_merges",
        "end_of_word_suffix",
        "continuing_subword_prefix",
        "max_input_chars_per_word",
        "dropout",
        "added_tokens",
        "content",
        "special",
        "normalized",
        "single_word",
        "lstrip",
        "rstrip",
        "normalizer",
        "pre_tokenizer",
        "post_processor",
        "decoder",
        "Sequence",
        "NFC",
        "NFD",
        "NFKC",
        "NFKD",
        "Nmt",
        "Lowercase",
        "Prepend",
        "Replace",
        "Strip",
        "StripAccents",
        "BertNormalizer",
        "ByteLevel",
        "Split",
        "Whitespace",
        "Digits",
        "Punctuation",
        "Metaspace",
        "CharDelimiterSplit",
        "UnicodeScripts",
        "TemplateProcessing",
        "RobertaProcessing",
        "ByteFallback",
        "Fuse",
        "pattern",
        "Regex",
        "String",
        "behavior",
        "Removed",
        "Isolated",
        "MergedWithNext",
        "MergedWithPrevious",
        "Contiguous",
        "invert",
        "prepend_scheme",
        "first",
        "never",
        "\"a\"",
        "\"\"",
        "a{5",
        "(a",
        "[",
        "]",
        "\\\\p{L}",
        "(?=",
        "(?!",
        "*",
        "+",
        "?",
        "|",
        "$",
        "<0x41>",
        "\u2581",
        "##",
        "</s>",
        "char_ords",
        "chat_template",
        "default",
        "tokenizer_class",
        "a b\n",
        "Ġ",
        "#version",
        "\n",
        ":",
        ",",
        "{",
        "}");
  }

  @Override
  public void read(byte[] file) throws IOException {
    int cut = 0;
    if (names.size() > 1) {
      while (cut < file.length && file[cut] != BETWEEN) {
        cut++;
      }
      scratch.write(
          names.get(1), Arrays.copyOfRange(file, Math.min(file.length, cut + 1), file.length));
    }
    scratch.write(names.get(0), names.size() > 1 ? Arrays.copyOf(file, cut) : file);
    InputException refused = names.get(0).equals("tokenizer_config.json") ? template() : null;
    try (Tokenizer tokenizer = Tokenizer.of(scratch.folder())) {
      for (String text : TEXTS) {
        tokenizer.encodeWithSpans(text);
        int[] ids = tokenizer.encodeDocument(text);
        tokenizer.decode(ids);
        tokenizer.decodeWithSpecial(ids);
      }
      tokenizer.decode(new int[] {0, 5, -1, 3, 1, 2, Integer.MAX_VALUE});
      tokenizer.specialIds();
    }
    if (refused != null) {
      throw refused;
    }
  }

  /** Reads the template in the same settings, and says why it was refused. */
  private @Nullable InputException template() {
    try {
      ChatTemplate.of(scratch.folder());
      return null;
    } catch (InputException refused) {
      return refused;
    }
  }
}
