package dev.mneme.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.app.report.Report.Figure;
import dev.mneme.app.report.Report.Notes;
import dev.mneme.app.report.Report.Paragraph;
import dev.mneme.app.report.Report.Provenance;
import dev.mneme.app.report.Report.Section;
import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {

  private static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\"&quot;<!--\u2028\u2029]]>";

  private static final Resources RESOURCES = Resources.load();

  @Test
  void everySectionTableAndChartAskedForIsOnThePageInOrder() {
    String page = withoutOwnScripts(ReportPage.html(plain("GRPO")));
    assertThat(page)
        .containsSubsequence(
            "<h1>The title</h1>",
            "The subtitle",
            "The verdict.",
            "<h2>First</h2>",
            "A paragraph.",
            "Table 1.",
            "The table",
            "<h3>Points</h3>",
            "Figure 1.",
            "<h2>Second</h2>",
            "<h3>Predictors</h3>",
            "Figure 2.",
            "<h3>Curves</h3>",
            "Figure 3.",
            "<h3>What differs</h3>",
            "The seed.",
            "mneme study",
            "<dt>Seeds</dt><dd>1, 2</dd>",
            "<dt>libtorch</dt><dd>2.10</dd>",
            "<dt>Date</dt><dd>2026-01-02</dd>");
    assertThat(charts(page)).hasSize(3);
    assertThat(page.split("<div class=\"chart\"", -1)).hasSize(1 + 3);
  }

  @Test
  void embeddedDataReadsBackAsTheChartsThatWereGiven() {
    for (String name : List.of("GRPO", HOSTILE)) {
      assertThat(charts(ReportPage.html(plain(name))))
          .containsExactly(scatter(name), intervals(name), lines(name));
    }
  }

  @Test
  void hostileTextOpensAndClosesNoElement() {
    String page = withoutOwnScripts(ReportPage.html(hostile()));
    assertThat(page)
        .doesNotContain("<script>", "<img", "<!--", "\u2028\"", "alert(2)'>")
        .contains("&lt;img src=x onerror=&#39;");
    assertThat(page.split("</script", -1)).hasSize(1 + 3);
    assertThat(tags(page)).isEqualTo(tags(withoutOwnScripts(ReportPage.html(plain("GRPO")))));
  }

  @Test
  void thePolicyNamesExactlyTheScriptsOnThePageAndForbidsEveryLoad() {
    String page = ReportPage.html(plain("GRPO"));
    assertThat(page)
        .contains(
            "content=\"default-src 'none'; script-src 'sha256-",
            "img-src data:; base-uri 'none'; form-action 'none'\"");
    assertThat(page.split("'sha256-", -1)).hasSize(1 + 3);
    assertThat(page.indexOf("Content-Security-Policy")).isLessThan(page.indexOf("<style>"));
    assertThat(RESOURCES.echarts() + RESOURCES.charts() + RESOURCES.page())
        .doesNotContain("</script", "<!--", "\r");
  }

  @Test
  void thePageLoadsNothingFromElsewhere() {
    String page = ReportPage.html(plain("GRPO")).replace(RESOURCES.echarts(), "");
    Matcher loads = Pattern.compile("(?:src|href)\\s*=\\s*[\"']?([^\"'>\\s]+)").matcher(page);
    assertThat(loads.results().map(load -> load.group(1)))
        .allMatch(target -> target.startsWith("#") || target.startsWith("data:"));
    assertThat(page).doesNotContain("url(", "@import", "fetch(", "XMLHttpRequest", "import(");
    assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
  }

  @Test
  void numbersStandAtTheRightWithTheirIntervalsBesideThem() {
    String page = ReportPage.html(plain("GRPO"));
    assertThat(page)
        .contains("<th scope=\"col\">Method</th><th scope=\"col\" class=\"number\">R²</th>")
        .contains("<td class=\"number\">0.95 <span class=\"interval\">[0.93, 0.97]</span></td>");
    assertThat(Cell.of(-1234.5, 1).text()).isEqualTo("−1,234.5");
    assertThat(Cell.of(Double.NaN, 1).text()).isEqualTo("–");
  }

  @Test
  void everyFigureCanBeReadAsATable() {
    assertThat(FigureTable.of(scatter("GRPO")).rows())
        .contains(
            List.of(Cell.of("GRPO"), Cell.of("0.5"), Cell.of("−3.25"), Cell.of("lr 1e-4")),
            List.of(Cell.of("GRPO"), Cell.of("1"), Cell.of("2"), Cell.of("front")),
            List.of(Cell.of("GRPO"), Cell.of("3.6"), Cell.of("29.5"), Cell.of("published: end")));
    assertThat(FigureTable.of(intervals("forward KL")).rows().getFirst())
        .extracting(Cell::text)
        .containsExactly("forward KL", "new", "0.95", "0.93", "0.97", "0.96");
    assertThat(FigureTable.of(lines("GRPO")).rows().getLast())
        .extracting(Cell::text)
        .containsExactly("GRPO", "10", "0.00001", "0.00001", "0.00001");
  }

  @Test
  void equalReportsGiveEqualBytes() {
    assertThat(ReportPage.html(plain("GRPO"))).isEqualTo(ReportPage.html(plain("GRPO")));
  }

  @Test
  void whatNoChartCanShowIsRefused() {
    assertThatThrownBy(() -> new Chart.Point(Double.POSITIVE_INFINITY, 1, "diverged"))
        .hasMessage("x must be finite, was Infinity");
    assertThatThrownBy(() -> new Estimate(1, 2, 1)).hasMessageContaining("[2.0, 1.0]");
    Chart.Axis log = Chart.Axis.log("KL", "nats");
    List<Chart.Series> atZero =
        List.of(new Chart.Series("GRPO", List.of(new Chart.Point(0, 1, "base"))));
    assertThatThrownBy(() -> new Chart.Scatter(log, log, atZero, List.of(), List.of()))
        .hasMessage("axis \"KL\" is logarithmic and cannot show 0.0");
  }

  @Test
  void aFileIsReplacedWholeAndNothingElseIsLeft(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/report.html");
    ReportPage.write(plain("old"), file);
    ReportPage.write(plain("GRPO"), file);
    assertThat(Files.readString(file)).isEqualTo(ReportPage.html(plain("GRPO")));
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamedAndLeftAsItWas(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> ReportPage.write(plain("GRPO"), file.resolve("report.html")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("report.html: the report cannot be written");
    assertThatThrownBy(() -> ReportPage.write(plain("GRPO"), folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is a folder");
    assertThat(Files.readString(file)).isEqualTo("mine");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  private static List<Chart> charts(String page) {
    Matcher data =
        Pattern.compile("<script type=\"application/json\">(.*?)</script>").matcher(page);
    JsonMapper mapper = JsonMapper.builder().build();
    return data.results().map(one -> mapper.readValue(one.group(1), Chart.class)).toList();
  }

  private static String withoutOwnScripts(String page) {
    for (String script : List.of(RESOURCES.echarts(), RESOURCES.charts(), RESOURCES.page())) {
      page = page.replace("<script>" + script + "</script>", "");
    }
    return page.replace(RESOURCES.style(), "");
  }

  /** The names of all tags in their order: what an HTML parser would make elements of. */
  private static List<String> tags(String page) {
    return Pattern.compile("<[!/]?[a-zA-Z][a-zA-Z0-9]*")
        .matcher(page)
        .results()
        .map(tag -> tag.group())
        .toList();
  }

  private static Report plain(String name) {
    return report(
        name,
        new Report(
            "The title",
            "The subtitle",
            "The verdict.",
            List.of(),
            new Provenance(
                "mneme study",
                List.of(1L, 2L),
                Map.of("libtorch", "2.10"),
                LocalDate.of(2026, 1, 2))),
        List.of("First", "A paragraph.", "The table", "Points", "Second", "What differs"));
  }

  private static Report hostile() {
    return report(
        HOSTILE,
        new Report(
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(),
            new Provenance(
                HOSTILE, List.of(1L, 2L), Map.of(HOSTILE, HOSTILE), LocalDate.of(2026, 1, 2))),
        List.of(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE));
  }

  private static Report report(String name, Report frame, List<String> texts) {
    Table table =
        new Table(
            texts.get(2),
            List.of(Column.words("Method"), Column.numbers("R²")),
            List.of(List.of(Cell.of(name), Cell.of(new Estimate(0.95, 0.93, 0.97), 2))));
    return new Report(
        frame.title(),
        frame.subtitle(),
        frame.verdict(),
        List.of(
            new Section(
                texts.get(0),
                new Paragraph(texts.get(1)),
                table,
                new Figure(texts.get(3), texts.get(1), scatter(name))),
            new Section(
                texts.get(4),
                new Figure(texts.get(3).replace("Points", "Predictors"), "", intervals(name)),
                new Figure(texts.get(3).replace("Points", "Curves"), "", lines(name)),
                new Notes(texts.get(5), List.of("The seed.")))),
        frame.provenance());
  }

  private static Chart scatter(String name) {
    return new Chart.Scatter(
        Chart.Axis.log("Forward KL", "nats"),
        Chart.Axis.linear("Forgetting", "points"),
        List.of(new Chart.Series(name, List.of(new Chart.Point(0.5, -3.25, "lr 1e-4")))),
        List.of(new Chart.Curve(name, "front", List.of(new Chart.Vertex(1, 2)))),
        List.of(new Chart.Reference(name, "published", 3.6, 29.5, "end")));
  }

  private static Chart intervals(String name) {
    return new Chart.Intervals(
        Chart.Axis.linear("R²", ""),
        List.of("new", "old"),
        List.of(
            new Chart.Row(name, "new", new Estimate(0.95, 0.93, 0.97), Optional.of(0.96)),
            new Chart.Row(name, "old", Estimate.exact(0.9), Optional.empty())));
  }

  private static Chart lines(String name) {
    return new Chart.Lines(
        Chart.Axis.linear("Step", ""),
        Chart.Axis.linear("Accuracy", "%"),
        List.of(
            new Chart.Line(
                name,
                List.of(
                    new Chart.LinePoint(0, new Estimate(50, 48, 52)),
                    new Chart.LinePoint(10, Estimate.exact(1e-5))))));
  }
}
