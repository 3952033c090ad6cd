package dev.mneme.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mneme.data.InputException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Templates that want to hang, fill memory or break out: each gets one line. They are rendered
 * without the clock, which a busy machine would meet before the bound that a template is held by.
 */
@Timeout(600)
class HostileTemplatesTest {

  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static Budget patient() {
    return new Budget(Duration.ofHours(1));
  }

  private static void refused(String source, String said) {
    Throwable thrown =
        catchThrowable(() ->
            Template.parse(source, "template").render(Map.of("s", "text", "n", 3), NOW, patient()));
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(thrown.getMessage())
        .startsWith("template")
        .contains(said)
        .doesNotContain("\n")
        .hasSizeLessThan(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          {% for a in range(1000000000) %}{% endfor %} § a list would have more than
          {% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %} § steps
          {% set s = s * 9999 %}{% for a in range(1000) %}{% for b in range(1000) %}{{ s | upper }}{% endfor %}{% endfor %} § characters
          {{ 'x' * 1000000000 }} § a text would have more than
          {{ [0] * 1000000000 }} § a list would have more than
          {% set ns = namespace(x='xx') %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %} § a text would have more than
          {% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %} § a list would have more than
          {% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }} § template, line 1
          {% set ns = namespace(x=[1], y=[1]) %}{% for a in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }} § template, line 1
          {% set ns = namespace(x=[1]) %}{% for a in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }} § within each other
          {% macro f() %}{{ f() }}{% endmacro %}{{ f() }} § within each other
          {% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }} § within each other
          {% macro f(x) %}{% if x %}{{ f(x - 1) }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(60) }} § template, line 1
          {% for x in [1] recursive %}{{ loop([1]) }}{% endfor %} § within each other
          {{ 'xx'.replace('', 'yyyyyyyy' * 1000000) }} § a text would have more than
          {{ ('a' * 1000000).replace('a', 'b' * 1000) }} § a text would have more than
          {{ ('a' * 1000000).replace('a', 'b' * 100000) }} § a text would have more than
          {{ ('a,' * 2000000).split(',') }} § a list would have more than
          {{ range(1000000) | join('x' * 100000) }} § characters
          {{ 'x'.center(1000000000) }} § a text would have more than
          {{ '%999999d' % 3 }} § line 1
          {{ [[[1]]] | tojson(indent='y' * 9999999) }} § a text would have more than
          {{ 9223372036854775807 + 1 }} § too large
          {{ 9 ** 999999999 }} § too large
          {{ 99999999999999999999 }} § too large
          {{ -9223372036854775807 - 9 }} § too large
          {{ s.__class__.__mro__ }} § has no
          {{ ''.__class__.__init__.__globals__ }} § has no
          {{ s['__class__']['__base__'] }} § has no
          {{ namespace(__class__=1) }} § underscore
          {{ range.__self__.x }} § has no
          {{ raise_exception.__globals__['os'] }} § has no
          {{ self.x }} § undefined
          {{ cycler.__init__.__globals__ }} § undefined
          {{ joiner() }} § undefined
          {{ getattr(s, 'x') }} § undefined
          {{ open('x') }} § undefined
          {{ ''|attr('getClass')() }} § is undefined
          {{ s.getClass() }} § has no
          {{ s.getBytes() }} § has no
          {{ [1].append(2) }} § cannot change
          {% include 'x' %} § unknown tag
          {% import 'x' as y %} § unknown tag
          {% extends 'x' %} § unknown tag
          {{ (1) | map('nope') }} § line 1
          {{ '{'.format(**{'!': ''}) }} § not closed
          {{ 'x'.center(1000000, 'y' * 1000000) }} § one character
          {{ 'x'.ljust(9, '') }} § one character
          {{ ([1] * 1000000) | tojson(separators=['x' * 10000000, ':']) }} § characters
          {{ ('a' * 8000000).find('a' * 4000000 ~ 'b') }} § steps
          {{ ('a' * 8000000).find(sub='a' * 4000000 ~ 'b') }} § steps
          {{ ('a' * 4000000 ~ 'b') in 'a' * 8000000 }} § steps
          {{ ('a' * 8000000) | replace('a' * 4000000 ~ 'b', '') }} § steps
          {{ ('a' * 8000000).rsplit('a', 4000000) }} § a list would have more than
          {{ ('a ' * 8000000).split() }} § a list would have more than
          {{ ('a\\n' * 4000000).splitlines() }} § a list would have more than
          {{ ('a' * 4000000).startswith(('a' * 4000000 ~ 'c',) * 1000000) }} § steps
          """)
  void aHostileTemplateGetsOneLine(String source, String said) {
    refused(source, said.equals("is undefined") ? "line 1" : said);
  }

  /** Each keeps more than a rendering may hold. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          {% set p = range(200000) | batch(2) %}{% set ns = namespace(x=[]) %}{% for i in range(999) %}{% set ns.x = ns.x + [dict(p)] %}{% endfor %} § characters
          {% set s = 'x' * 16000000 ~ '%%' %}{% set ns = namespace(x=[]) %}{% for i in range(999) %}{% set ns.x = ns.x + [s % ()] %}{% endfor %} § characters
          {% set ns = namespace(x=[]) %}{% for i in range(999) %}{% set ns.x = ns.x + [range(1000000) | batch(1)] %}{% endfor %} § characters
          {% set ns = namespace(x=[]) %}{% for i in range(999) %}{% set ns.x = ns.x + [('é' * 1000000) | list] %}{% endfor %} § characters
          """)
  void whatIsKeptIsPaidFor(String source, String said) {
    Budget budget = patient();
    Scope globals = new Scope(null);
    Globals.into(globals, NOW, budget);
    assertThat(catchThrowable(() -> new Interpreter(budget).run(Parser.parse(source), globals)))
        .isInstanceOf(TemplateError.class)
        .hasMessageContaining(said);
  }

  @Test
  void whatTakesTooLongIsStoppedByTheClock() {
    Template loop = Template.parse("{% for a in range(9999) %}{% endfor %}", "template");
    assertThat(loop.render(Map.of(), NOW, patient()).text()).isEmpty();
    assertThat(catchThrowable(() -> loop.render(Map.of(), NOW, new Budget(Duration.ZERO))))
        .isInstanceOf(InputException.class)
        .hasMessage("template, line 1: it takes longer than 0 seconds.");
  }

  @Test
  void sortingWhatHasNoOrderIsRefusedOrDoneButNeverBreaks() {
    Template nan =
        Template.parse(
            "{% set i = 1e308 * 10 %}{% set n = i - i %}{% set x = ([3, n, 1, n, 2] * 99) %}{{ x | sort | length }}",
            "template");
    Throwable thrown = catchThrowable(() -> nan.render(Map.of(), NOW, patient()));
    assertThat(thrown).isNull();
  }

  @Test
  void longTextsAreStrippedAndCountedInGoodTime() {
    assertThat(rendered("{{ ('a' * 4000000) | trim('b' * 60000 ~ 'a') }}")).isEmpty();
    assertThat(rendered("{{ ('a ' * 4000000) | wordcount }}")).isEqualTo("4000000");
    assertThat(rendered("{{ 'a,b,c'.rsplit(',', 1) }}")).isEqualTo("['a,b', 'c']");
  }

  @Test
  void whatIsNotThereRemembersAShortName() {
    assertThat(new Undefined("x".repeat(1_000_000)).message()).hasSize(201);
  }

  private static String rendered(String source) {
    return Template.parse(source, "template").render(Map.of(), NOW, patient()).text();
  }

  @Test
  void partsWithinEachOtherAreBoundedWhenReadAndWhenRun() {
    refused("{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}", "within each other");
    refused("{{ " + "[".repeat(20_000) + "]".repeat(20_000) + " }}", "within each other");
    refused("{{ " + "-".repeat(20_000) + "1 }}", "within each other");
    refused("{{ " + "not ".repeat(20_000) + "1 }}", "within each other");
    refused("{{ 1" + " + 1".repeat(20_000) + " }}", "within each other");
    refused("{{ s" + "|upper".repeat(20_000) + " }}", "within each other");
    refused("{{ s" + ".a".repeat(20_000) + " }}", "within each other");
    refused("{{ 1" + " if 1 else 2".repeat(20_000) + " }}", "within each other");
    refused("{% if 1 %}".repeat(20_000), "within each other");
    refused("{% for a in [1] %}".repeat(20_000), "within each other");
    refused("{% if 0 %}" + "{% elif 0 %}".repeat(20_000) + "{% endif %}", "within each other");
    refused("x".repeat(2_000_000), "at most");
  }

  @Test
  void whatIsWrongIsToldWithItsLine() {
    refused("a\nb\n{{ 1 + }}", "line 3");
    refused("a\n{% if s %}\n{{ missing.x }}\n{% endif %}", "line 3: 'missing' is undefined");
    refused("a\n\n{% for x in s %}", "not closed by else or endfor");
    refused("{{ raise_exception('Only\nusers!') }}", "line 1: the template refuses: Only users!");
  }

  @Test
  void anyMixOfPiecesRendersOrGetsOneLine() {
    String[] pieces = {
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      "-",
      "+",
      " if ",
      " else ",
      " endif ",
      " for ",
      " in ",
      " endfor ",
      " set ",
      " endset ",
      " macro ",
      " endmacro ",
      " s ",
      " n ",
      " x ",
      "1",
      "'a'",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      ":",
      ",",
      ".",
      "|",
      "upper",
      "tojson",
      " is ",
      "defined",
      "~",
      "*",
      "**",
      "//",
      "%",
      "==",
      "<",
      "=",
      "range",
      "loop",
      "\n",
      "\"",
      "'",
      "\\",
      "raw",
      "endraw",
      " generation ",
      " endgeneration ",
      " call ",
      "namespace",
      "😀",
      "\u0000"
    };
    Random random = new Random(3);
    int refused = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      StringBuilder source = new StringBuilder();
      for (int i = 1 + random.nextInt(14); i > 0; i--) {
        source.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        Template.parse(source.toString(), "template")
            .render(Map.of("s", "text", "n", 3), NOW, patient());
      } catch (InputException said) {
        assertThat(said.getMessage()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_990);
  }
}
