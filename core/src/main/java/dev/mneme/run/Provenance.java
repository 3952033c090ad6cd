package dev.mneme.run;

import dev.mneme.data.Sha256;
import dev.mneme.tensor.Device;
import dev.mneme.tensor.NativeVersions;
import dev.mneme.tensor.Threads;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run was made of: enough to say why two runs differ, or to make the run again.
 *
 * @param recipe SHA-256 of the resolved recipe
 * @param data SHA-256 of each data set, by name
 * @param code version, and in a checkout the git commit and whether it was changed
 * @param seeds by name
 * @param libraries versions, by name
 * @param machine operating system, processor, cores, threads, and the device computed on
 */
public record Provenance(
    String recipe,
    Map<String, String> data,
    Map<String, String> code,
    Map<String, Long> seeds,
    Map<String, String> libraries,
    Map<String, String> machine) {

  /** Looks at this process and machine. */
  public static Provenance of(
      String recipe, Map<String, String> dataHashes, Map<String, Long> seeds) {
    Map<String, String> libraries = new TreeMap<>(NativeVersions.all());
    libraries.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    Map<String, String> machine = new TreeMap<>();
    machine.put(
        "system",
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")));
    machine.put("processor", Processor.name());
    machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    machine.put("device", Device.current().toString());
    machine.put("threads", String.valueOf(Threads.inUse()));
    return new Provenance(
        Sha256.of(recipe),
        new TreeMap<>(dataHashes),
        CodeVersion.of(Provenance.class),
        new TreeMap<>(seeds),
        libraries,
        machine);
  }

  /** The same process, machine and data with the recipe and seeds of one run. */
  public Provenance ofRun(String text, Map<String, Long> ownSeeds) {
    return new Provenance(Sha256.of(text), data, code, new TreeMap<>(ownSeeds), libraries, machine);
  }

  /** One JSON object, indented. */
  public String toJson() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("recipe", recipe);
    page.put("data", data);
    page.put("code", code);
    page.put("seeds", seeds);
    page.put("libraries", libraries);
    page.put("machine", machine);
    return Json.page(page);
  }
}
