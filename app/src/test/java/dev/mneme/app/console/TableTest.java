package dev.mneme.app.console;

import static dev.mneme.app.console.Table.Column.left;
import static dev.mneme.app.console.Table.Column.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void wordsKeepLeftAndNumbersKeepRight() {
    Table table =
        Table.of(left("method"), right("kept, %"), right("new, %"))
            .row("naive", "61.2 ± 3.1", "88.0")
            .row("replay, 5 %", "97.1 ± 0.4", "7.5");
    assertThat(table.lines())
        .containsExactly(
            "method          kept, %  new, %",
            "-----------  ----------  ------",
            "naive        61.2 ± 3.1    88.0",
            "replay, 5 %  97.1 ± 0.4     7.5");
  }

  @Test
  void aTableWithoutRowsIsItsHeader() {
    assertThat(Table.of(left("file")).lines()).containsExactly("file", "----");
  }

  @Test
  void noLineEndsInBlanks() {
    Table table = Table.of(left("name"), left("note")).row("a", "").row("b", "long note");
    assertThat(table.lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void aRowThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Table.of(left("a")).row("1", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row of 2 cells does not fit 1 columns");
  }

  @Test
  void theHeaderIsBoldOnlyWithColours() {
    StringWriter out = new StringWriter();
    Terminal plain = Terminal.plain(out, new StringWriter());
    Table table = Table.of(left("a")).row("1");
    table.print(plain);
    assertThat(out.toString().lines()).containsExactly("a", "-", "1");
    table.print(new Terminal(plain.out(), plain.err(), true, false, 80));
    assertThat(out.toString()).contains("\u001b[1ma\u001b[0m");
  }
}
