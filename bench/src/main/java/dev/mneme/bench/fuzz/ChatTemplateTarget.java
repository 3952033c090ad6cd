package dev.mneme.bench.fuzz;

import dev.mneme.data.InputException;
import dev.mneme.text.ChatTemplate;
import dev.mneme.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A chat template: read, then run on a conversation with tools. */
final class ChatTemplateTarget implements Target {

  private static final List<Map<String, Object>> MESSAGES =
      List.of(
          Map.of("role", "system", "content", "Be kind.\n\"\\ é \ud83d\ude00"),
          Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", "2+2?"))),
          Map.of(
              "role",
              "assistant",
              "content",
              "<think>4</think>4",
              "tool_calls",
              List.of(
                  Map.of("function", Map.of("name", "f", "arguments", Map.of("a", 1, "b", 0.5))))),
          Map.of("role", "tool", "content", "4", "tool_call_id", 7L));

  private static final List<Map<String, Object>> TOOLS =
      List.of(
          Map.of(
              "type",
              "function",
              "function",
              Map.of("name", "f", "parameters", Map.of("x", true))));

  private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_790_000_000), ZoneOffset.UTC);
  private final Tokenizer tokenizer = Tokenizer.bytes();
  private final List<byte[]> seeds =
      Stream.of(
              "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' }}{% generation %}{{ message['content'] }}{% endgeneration %}{{ eos_token }}\n{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
              "{% macro f(x, y=2) -%}{{ x | tojson(indent=2) }}{{ y ** 2 // 3 % 5 - 1.5e3 }}{%- endmacro %}{% set ns = namespace(a=[], b={'k': (1, 2)}) %}{% for t in tools or [] if t is mapping %}{% set ns.a = ns.a + [t.function.name] %}{{ f(t, y=loop.index) }}{% else %}none{% endfor %}{{ ns.a | join(', ') | upper }}",
              "{{ bos_token }}{{ strftime_now('%d %b %Y') }}{{ 'a,b'.split(',')[::-1] | sort | first }}{{ '%5.2f|%s' % (3, 'x') }}{{ '{} {0} {a}'.format(1, a=2) }}{{ messages | selectattr('role', 'eq', 'user') | map(attribute='content') | list | length }}{{ 'x' ~ 1 ~ none if x is not defined else x | default('y', true) }}",
              "{% raw %}{{ }}{% endraw %}{# said #}{% set a %}text{% endset %}{% with b = a %}{% filter trim | title %} {{ b }} {% endfilter %}{% endwith %}{% macro f2(n) %}{{ caller(n) }}{% endmacro %}{% call(u) f2(1) %}{{ u }}{% endcall %}{{ range(3, 0, -1) | batch(2, fill_with='-') | list }}{{ 'abc'.center(9, '*') }}{{ 'a' < 'b' and not 1 in [2, 3] }}{% if false %}{{ raise_exception('no') }}{% endif %}",
              "{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}{{ loop(x) }}{% elif x > 2 %}{% break %}{% else %}{{ loop.cycle('a', 'b') }}{{ x | round(1, 'floor') | int }}{% endif %}{% endfor %}{{ dict(a=1, **{'b': 2}).items() | list | tojson(separators=(',', ':'), sort_keys=true) }}{{ {'b': 1, 'a': 2} | dictsort(by='value', reverse=true) }}")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "{{",
        "}}",
        "{%",
        "%}",
        "{%-",
        "-%}",
        "{#",
        "#}",
        " if ",
        " elif ",
        " else ",
        " endif ",
        " for ",
        " in ",
        " endfor ",
        " set ",
        " endset ",
        " macro ",
        " endmacro ",
        " call ",
        " endcall ",
        " filter ",
        " endfilter ",
        " with ",
        " endwith ",
        " generation ",
        " endgeneration ",
        " raw ",
        " endraw ",
        " break ",
        " continue ",
        " recursive ",
        " is ",
        " not ",
        " and ",
        " or ",
        "messages",
        "tools",
        "loop",
        "loop.changed",
        "loop.cycle",
        "namespace",
        "range",
        "dict",
        "strftime_now",
        "raise_exception",
        "tojson",
        "trim",
        "upper",
        "join",
        "sort",
        "unique",
        "dictsort",
        "batch",
        "map",
        "select",
        "rejectattr",
        "replace",
        "indent",
        "round",
        "int",
        "float",
        "abs",
        "sum",
        "min",
        "max",
        "default",
        "items",
        "string",
        "format",
        "wordcount",
        "title",
        "reverse",
        ".split",
        ".rsplit",
        ".strip",
        ".replace",
        ".find",
        ".rfind",
        ".index",
        ".count",
        ".center",
        ".zfill",
        ".ljust",
        ".partition",
        ".rpartition",
        ".splitlines",
        ".join",
        ".format",
        ".startswith",
        ".title",
        ".swapcase",
        ".removeprefix",
        ".get",
        ".keys",
        ".items",
        ".copy",
        "defined",
        "mapping",
        "odd",
        "divisibleby",
        "sameas",
        "iterable",
        "**",
        "//",
        "~",
        "|",
        "[::-1]",
        "==",
        "<",
        "=",
        ",",
        ":",
        ".",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "'a'",
        "''",
        "'{'",
        "'%'",
        "1e308",
        "9223372036854775807",
        "0x7f",
        "none",
        "true",
        "1000000",
        "(1e308*10-1e308*10)",
        "\\n",
        "\\x",
        "\\U0010ffff");
  }

  @Override
  public void read(byte[] file) {
    ChatTemplate template =
        ChatTemplate.parse(
                new String(file, StandardCharsets.UTF_8),
                "template",
                Map.of("bos_token", "<s>", "eos_token", "</s>"))
            .with(clock);
    InputException refused = null;
    try {
      template.encode(
          tokenizer, MESSAGES.subList(0, 3), List.of(), Map.of("enable_thinking", true));
    } catch (InputException said) {
      refused = said;
    }
    template.render(MESSAGES, TOOLS, true, Map.of());
    if (refused != null) {
      throw refused;
    }
  }
}
