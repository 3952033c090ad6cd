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
 * @param models SHA-256 of each model that is begun with or learnt from, by the path of its folder
 * @param code version, and in a checkout the git commit and whether it was changed
 * @param seeds by name
 * @param libraries versions, by name
 * @param machine operating system, processor, cores, threads, and the device computed on
 */
public record Provenance(
    String recipe,
    Map<String, String> data,
    Map<String, String> models,
    Map<String, String> code,
    Map<String, Long> seeds,
    Map<String, String> libraries,
    Map<String, String> machine) {

  static final String DATA = "data";
  static final String MODELS = "models";
  static final String CODE = "code";
  static final String LIBRARIES = "libraries";
  static final String MACHINE = "machine";
  static final String THREADS = "threads";

  /** Of a run without other models, in this process and on this machine. */
  public static Provenance of(
      String recipe, Map<String, String> dataHashes, Map<String, Long> seeds) {
    return of(recipe, dataHashes, Map.of(), seeds);
  }

  /** Looks at this process and machine. */
  public static Provenance of(
      String recipe,
      Map<String, String> dataHashes,
      Map<String, String> modelHashes,
      Map<String, Long> seeds) {
    Map<String, String> libraries = new TreeMap<>(NativeVersions.all());
    libraries.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    Map<String, String> machine = new TreeMap<>();
    machine.put(
        "system",
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")));
    machine.put("processor", Processor.name());
    machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    machine.put("device", Device.current().toString());
    machine.put(THREADS, String.valueOf(Threads.inUse()));
    return new Provenance(
        Sha256.of(recipe),
        new TreeMap<>(dataHashes),
        new TreeMap<>(modelHashes),
        CodeVersion.of(Provenance.class),
        new TreeMap<>(seeds),
        libraries,
        machine);
  }

  /**
   * The same process, machine and data with the recipe and seeds of one run, on as many threads as
   * this thread has.
   */
  public Provenance ofRun(String text, Map<String, Long> ownSeeds) {
    Map<String, String> here = new TreeMap<>(machine);
    here.put(THREADS, String.valueOf(Threads.inUse()));
    return new Provenance(
        Sha256.of(text), data, models, code, new TreeMap<>(ownSeeds), libraries, here);
  }

  /** One JSON object, indented. */
  public String toJson() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("recipe", recipe);
    page.put(DATA, data);
    page.put(MODELS, models);
    page.put(CODE, code);
    page.put("seeds", seeds);
    page.put(LIBRARIES, libraries);
    page.put(MACHINE, machine);
    return Json.page(page);
  }
}
