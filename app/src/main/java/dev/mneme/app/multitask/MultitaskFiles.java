package dev.mneme.app.multitask;

import dev.mneme.app.study.StudyJson;
import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.multitask.ImageTask;
import dev.mneme.lab.multitask.MultitaskFindings;
import dev.mneme.lab.multitask.MultitaskRecipe;
import dev.mneme.lab.multitask.Standing;
import dev.mneme.lab.multitask.Trained;
import dev.mneme.measure.Figure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.node.ObjectNode;

/** The findings and all networks as files. */
final class MultitaskFiles {

  private MultitaskFiles() {}

  /** One line a way of weighing, with 95 % intervals; what is unknown is empty. */
  static String results(MultitaskFindings findings) {
    StringBuilder csv =
        new StringBuilder(
            "sizes,weights,rate,seeds,gain,gain low,gain high,beyond uniform,beyond low,beyond high,worst,worst low,worst high");
    for (ImageTask task : ImageTask.values()) {
      csv.append(",%1$s,%1$s relative,%1$s weight".formatted(task.id()));
    }
    csv.append('\n');
    for (MultitaskFindings.Alone alone : findings.alone()) {
      StringJoiner line = new StringJoiner(",");
      line.add(alone.sizes().toString())
          .add("alone")
          .add(Double.toString(alone.rate()))
          .add(Integer.toString(alone.seeds()))
          .add(",,,,,,,,");
      for (ImageTask task : ImageTask.values()) {
        line.add(task == alone.task() ? number(alone.score().value()) + ",," : ",,");
      }
      csv.append(line).append('\n');
    }
    for (Standing standing : findings.standings()) {
      StringJoiner line = new StringJoiner(",");
      line.add(standing.sizes().toString())
          .add(standing.balance().toString())
          .add(Double.toString(standing.rate()))
          .add(Integer.toString(standing.seeds().size()))
          .add(figure(standing.gain(Standing.Measure.MEAN)))
          .add(
              findings
                  .beyond(
                      standing.sizes(), standing.balance(), Balance.UNIFORM, Standing.Measure.MEAN)
                  .map(MultitaskFiles::figure)
                  .orElse(",,"))
          .add(figure(standing.gain(Standing.Measure.WORST)));
      for (ImageTask task : ImageTask.values()) {
        line.add(number(standing.score(task).value()))
            .add(number(standing.relative(task).value()))
            .add(number(standing.weight(task)));
      }
      csv.append(line).append('\n');
    }
    return csv.toString();
  }

  /**
   * One line a network: scores on validation and test images, weights, all digits of them, as the
   * findings follow from these; empty where a task is not learnt.
   */
  static String trials(List<Trained> trained) {
    StringBuilder csv = new StringBuilder("sizes,tasks,weights,rate,seed");
    for (ImageTask task : ImageTask.values()) {
      csv.append(",%1$s validation,%1$s test,%1$s weight".formatted(task.id()));
    }
    csv.append('\n');
    for (Trained network : trained) {
      MultitaskRecipe.Training training = network.recipe().training();
      StringJoiner line = new StringJoiner(",");
      line.add(network.recipe().data().sizes().toString())
          .add(training.tasks().size() == 1 ? training.tasks().getFirst().id() : "all")
          .add(training.weights().toString())
          .add(Double.toString(training.learningRate()))
          .add(Long.toString(network.recipe().seed()));
      for (ImageTask task : ImageTask.values()) {
        line.add(exact(network.validation(), task))
            .add(exact(network.test(), task))
            .add(exact(network.weights(), task));
      }
      csv.append(line).append('\n');
    }
    return csv.toString();
  }

  /** For machines. */
  static String json(
      String command, List<Trained> trained, MultitaskFindings findings, List<Claim> claims) {
    ObjectNode root = StudyJson.of(command, trained.size(), claims);
    for (MultitaskFindings.Alone alone : findings.alone()) {
      ObjectNode node = root.withArray("alone").addObject();
      node.put("sizes", alone.sizes().toString());
      node.put("task", alone.task().id());
      node.put("rate", alone.rate());
      StudyJson.number(node, "score", alone.score());
    }
    for (Standing standing : findings.standings()) {
      ObjectNode node = root.withArray("standings").addObject();
      node.put("sizes", standing.sizes().toString());
      node.put("weights", standing.balance().toString());
      node.put("rate", standing.rate());
      node.put("seeds", standing.seeds().size());
      StudyJson.number(node, "gain", standing.gain(Standing.Measure.MEAN));
      findings
          .beyond(standing.sizes(), standing.balance(), Balance.UNIFORM, Standing.Measure.MEAN)
          .ifPresent(figure -> StudyJson.number(node, "beyond-uniform", figure));
      StudyJson.number(node, "worst", standing.gain(Standing.Measure.WORST));
      for (ImageTask task : ImageTask.values()) {
        ObjectNode inner = node.withObject("tasks").putObject(task.id());
        StudyJson.number(inner, "score", standing.score(task));
        StudyJson.number(inner, "relative", standing.relative(task));
        StudyJson.number(inner, "weight", standing.weight(task));
      }
    }
    return StudyJson.text(root);
  }

  private static String exact(Map<ImageTask, Double> values, ImageTask task) {
    Double value = values.get(task);
    return value == null ? "" : value.toString();
  }

  private static String figure(Figure figure) {
    return "%s,%s,%s"
        .formatted(
            number(figure.value()),
            number(figure.interval().low()),
            number(figure.interval().high()));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "";
  }
}
