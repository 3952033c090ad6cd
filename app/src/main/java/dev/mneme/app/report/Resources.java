package dev.mneme.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The scripts and the style that every page carries.
 *
 * @param echarts the drawing library
 * @param charts our charts on top of it
 * @param page what draws a report's figures once the page is open
 */
record Resources(String echarts, String charts, String page, String style) {

  private static final String WEBJAR = "/META-INF/maven/org.webjars/echarts/pom.properties";

  static Resources load() {
    return new Resources(echartsLibrary(), text("charts.js"), text("page.js"), text("page.css"));
  }

  /** The webjar keeps the library under its version, which only the jar itself knows. */
  private static String echartsLibrary() {
    Properties webjar = new Properties();
    try {
      webjar.load(new StringReader(text(WEBJAR)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return text(
        "/META-INF/resources/webjars/echarts/%s/echarts.min.js"
            .formatted(webjar.getProperty("version")));
  }

  private static String text(String name) {
    try (@Nullable InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + name);
      }
      // A browser reads line ends as \n, and the page's policy names scripts by what it reads.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException unreadable) {
      throw new UncheckedIOException("class path: " + name, unreadable);
    }
  }
}
