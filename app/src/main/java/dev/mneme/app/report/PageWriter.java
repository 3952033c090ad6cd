package dev.mneme.app.report;

import dev.mneme.app.report.Report.Block;
import dev.mneme.app.report.Report.Figure;
import dev.mneme.app.report.Report.Notes;
import dev.mneme.app.report.Report.Paragraph;
import dev.mneme.app.report.Report.Provenance;
import dev.mneme.app.report.Report.Section;
import dev.mneme.app.report.Table.Align;
import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Turns one report into one page; figures and tables are numbered in reading order. */
final class PageWriter {

  private final Resources resources;
  private final StringBuilder out = new StringBuilder();
  private int figures;
  private int tables;

  PageWriter(Resources resources) {
    this.resources = resources;
  }

  String page(Report report) {
    head(report);
    out.append("<body>\n<header>\n<h1>").append(text(report.title())).append("</h1>\n");
    out.append("<p class=\"subtitle\">").append(text(report.subtitle())).append("</p>\n");
    out.append("<p class=\"verdict\">").append(text(report.verdict())).append("</p>\n");
    contents(report.sections());
    out.append("</header>\n<main>\n");
    for (int number = 1; number <= report.sections().size(); number++) {
      section(number, report.sections().get(number - 1));
    }
    out.append("</main>\n");
    provenance(report.provenance());
    for (String script : List.of(resources.echarts(), resources.charts(), resources.page())) {
      out.append("<script>").append(script).append("</script>\n");
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private void head(Report report) {
    String policy =
        "default-src 'none'; script-src %s %s %s; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
            .formatted(hash(resources.echarts()), hash(resources.charts()), hash(resources.page()));
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .append(policy)
        .append("\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.append("<link rel=\"icon\" href=\"data:,\">\n");
    out.append("<title>").append(text(report.title())).append("</title>\n");
    out.append("<style>\n").append(resources.style()).append("</style>\n</head>\n");
  }

  private void contents(List<Section> sections) {
    if (sections.size() < 3) {
      return;
    }
    out.append("<nav aria-label=\"Sections\"><ol>\n");
    for (int number = 1; number <= sections.size(); number++) {
      out.append("<li><a href=\"#section-").append(number).append("\">");
      out.append(text(sections.get(number - 1).heading())).append("</a></li>\n");
    }
    out.append("</ol></nav>\n");
  }

  private void section(int number, Section section) {
    out.append("<section id=\"section-").append(number).append("\">\n<h2>");
    out.append(text(section.heading())).append("</h2>\n");
    section.blocks().forEach(this::block);
    out.append("</section>\n");
  }

  private void block(Block block) {
    switch (block) {
      case Paragraph paragraph -> out.append("<p>").append(text(paragraph.text())).append("</p>\n");
      case Notes notes -> notes(notes);
      case Table table -> {
        tables++;
        out.append("<div class=\"table\" tabindex=\"0\">\n");
        table(table, "<b>Table " + tables + ".</b> " + text(table.caption()));
        out.append("</div>\n");
      }
      case Figure figure -> figure(figure);
    }
  }

  private void notes(Notes notes) {
    out.append("<aside class=\"notes\">\n<h3>")
        .append(text(notes.heading()))
        .append("</h3>\n<ul>\n");
    notes.items().forEach(item -> out.append("<li>").append(text(item)).append("</li>\n"));
    out.append("</ul>\n</aside>\n");
  }

  private void figure(Figure figure) {
    figures++;
    String id = "figure-" + figures;
    out.append("<figure id=\"").append(id).append("\">\n<h3>");
    out.append(text(figure.title())).append("</h3>\n");
    out.append("<div class=\"chart\" aria-describedby=\"").append(id).append("-caption\"></div>\n");
    out.append("<script type=\"application/json\">")
        .append(EmbeddedJson.of(figure.chart()))
        .append("</script>\n");
    out.append("<figcaption id=\"").append(id).append("-caption\"><b>Figure ").append(figures);
    out.append(".</b> ").append(text(figure.caption())).append("</figcaption>\n");
    out.append("<details><summary>Figure ").append(figures).append(" as a table</summary>\n");
    out.append("<div class=\"table\" tabindex=\"0\">\n");
    table(FigureTable.of(figure.chart()), "");
    out.append("</div>\n</details>\n</figure>\n");
  }

  private void table(Table table, String caption) {
    out.append("<table>\n");
    if (!caption.isEmpty()) {
      out.append("<caption><span>").append(caption).append("</span></caption>\n");
    }
    out.append("<thead><tr>");
    for (Column column : table.columns()) {
      out.append("<th scope=\"col\"").append(aligned(column)).append(">");
      out.append(text(column.heading())).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (List<Cell> row : table.rows()) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        cell(row.get(i), table.columns().get(i));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n");
  }

  private void cell(Cell cell, Column column) {
    out.append("<td").append(aligned(column)).append(">").append(text(cell.text()));
    if (!cell.interval().isEmpty()) {
      out.append(" <span class=\"interval\">").append(text(cell.interval())).append("</span>");
    }
    out.append("</td>");
  }

  private static String aligned(Column column) {
    return column.align() == Align.RIGHT ? " class=\"number\"" : "";
  }

  private void provenance(Provenance provenance) {
    out.append("<footer>\n<h2>How to get the same numbers</h2>\n<pre><code>");
    out.append(text(provenance.command())).append("</code></pre>\n<dl>\n");
    entry(
        provenance.seeds().size() == 1 ? "Seed" : "Seeds",
        provenance.seeds().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    provenance.versions().forEach(this::entry);
    entry("Date", provenance.date().toString());
    out.append("</dl>\n</footer>\n");
  }

  private void entry(String name, String value) {
    out.append("<div><dt>").append(text(name)).append("</dt><dd>");
    out.append(text(value)).append("</dd></div>\n");
  }

  private static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Names a script by its content, so that the browser runs this script and no other. */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }
}
