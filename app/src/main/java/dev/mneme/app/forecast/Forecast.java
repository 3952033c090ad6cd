package dev.mneme.app.forecast;

import dev.mneme.train.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run will take: parts that are in memory together where it is fullest, and parts of its
 * time one after the other.
 *
 * @param bytes at the peak
 * @param seconds from start to end
 * @param speed of the machine, by which work became time
 */
public record Forecast(List<Part> bytes, List<Part> seconds, Speed speed) {

  /** One line of a table. */
  public record Part(String what, double amount) {

    /** What {@code times} equal things take together. */
    public static Part of(String what, long times, double amount) {
      return new Part(String.format(Locale.ROOT, "%s × %,d", what, times), amount);
    }
  }

  public Forecast {
    bytes = List.copyOf(bytes);
    seconds = List.copyOf(seconds);
  }

  public double totalBytes() {
    return bytes.stream().mapToDouble(Part::amount).sum();
  }

  public double totalSeconds() {
    return seconds.stream().mapToDouble(Part::amount).sum();
  }

  /** Writes it below the keys {@code memory}, {@code time} and {@code speed}. */
  public void writeTo(ObjectNode root) {
    write(root, "memory", "bytes", bytes, totalBytes());
    write(root, "time", "seconds", seconds, totalSeconds());
    ObjectNode machine = root.putObject("speed");
    machine.put("flops-per-second", speed.flopsPerSecond());
    machine.put("elements-per-second", speed.elementsPerSecond());
    machine.put("seconds-per-operator", speed.secondsPerOperator());
  }

  private static void write(
      ObjectNode root, String key, String unit, List<Part> parts, double total) {
    ObjectNode side = root.putObject(key);
    side.put(unit, Math.round(total * 1000) / 1000.0);
    List<ObjectNode> rows = new ArrayList<>();
    for (Part part : parts) {
      ObjectNode row = JsonMapper.shared().createObjectNode();
      row.put("part", part.what());
      row.put(unit, Math.round(part.amount() * 1000) / 1000.0);
      rows.add(row);
    }
    side.putArray("parts").addAll(rows);
  }
}
