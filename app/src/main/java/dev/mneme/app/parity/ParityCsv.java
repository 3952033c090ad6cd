package dev.mneme.app.parity;

import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.lab.parity.Point;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** All measured points, one a line, for whoever wants to look with other tools. */
final class ParityCsv {

  private ParityCsv() {}

  static String points(List<Point> points) {
    TreeSet<String> figures = new TreeSet<>();
    points.forEach(point -> figures.addAll(point.figures().keySet()));
    StringBuilder csv = new StringBuilder("method,seed,learning-rate,schedule,epochs,step");
    figures.forEach(figure -> csv.append(',').append(figure));
    csv.append('\n');
    for (Point point : points) {
      ParityRecipe.Tuning tuning = point.recipe().tuning();
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%s,%s,%d,%d",
              point.method().id(),
              point.recipe().seed(),
              tuning.learningRate(),
              tuning.schedule().name().toLowerCase(Locale.ROOT),
              tuning.epochs(),
              point.step()));
      for (String figure : figures) {
        csv.append(
            String.format(Locale.ROOT, ",%.6g", point.figures().getOrDefault(figure, Double.NaN)));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
