package dev.mneme.app.comparison;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.drift.DriftMeter;
import dev.mneme.app.drift.NeutralTexts;
import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.evaluation.Suite;
import dev.mneme.app.evaluation.Suites;
import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.app.language.ComputeOptions;
import dev.mneme.app.report.Copies;
import dev.mneme.app.report.ReportPage;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.KlMeter;
import dev.mneme.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mneme compare}: may a tuned model replace its base? */
@Command(
    name = "compare",
    description = {
      "Compare a tuned model with its base: what it learnt, what it forgot, and whether to ship it.",
      "Ends with 0 for SHIP, 3 for HOLD and 4 for UNSURE, for pipelines."
    },
    footer = {
      "",
      "Examples:",
      "  mneme compare models/base models/tuned --new new-maths:gsm8k --prior prior-paper",
      "  mneme compare models/base runs/sft/adapter --new my-task.yaml --prior my-suite.yaml --report compare.html",
      "  mneme compare models/base models/small --prior my-suite.yaml          nothing new, only to be kept",
      "  mneme compare models/base a b c --new t1.yaml,t2.yaml,t3.yaml --prior my-suite.yaml    tuned one after the other",
      "Answers are shared with eval. Interrupt it at any time: the same command goes on where it stopped."
    })
public final class Compare implements Callable<Integer> {

  private static final Path USUAL_DATA = Path.of("data");

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description = "folder of the model before the tuning; one with an adapter is MODEL+ADAPTER")
  private String base = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TUNED",
      description =
          "the model after it: a folder, MODEL+ADAPTER, or an adapter of BASE alone; several were tuned one"
              + " after the other")
  private List<String> tuned = new ArrayList<>();

  @Option(
      names = "--new",
      paramLabel = "TASK",
      split = ",",
      description =
          "what was to be learnt: a benchmark, a suite or YAML file with one task, or SUITE:TASK; one for each"
              + " TUNED")
  private List<String> learnt = new ArrayList<>();

  @Option(
      names = "--prior",
      required = true,
      paramLabel = "SUITE",
      description = "what is to be kept: a suite by name, or a YAML file that declares one")
  private String prior = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder with one folder of data a benchmark (default: data)")
  private Path data = USUAL_DATA;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "ask N items of each task, drawn at random (default: what the suites say)")
  private @Nullable Integer limit;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "which items --limit draws, and the seed of all samples (default: 0)")
  private long seed;

  @Option(
      names = "--chat",
      description = "ask for written answers as a user, in the words of each model's chat template")
  private boolean chat;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "score written answers by N samples at temperature 1 (default: 0, the likeliest text alone)")
  private int samples;

  @Option(
      names = "--noise",
      paramLabel = "N",
      description =
          "ask the base N times more, with other seeds and in other batches, to see its own noise (default:"
              + " ${DEFAULT-VALUE})",
      defaultValue = "1")
  private int repeats = 1;

  @Option(
      names = "--law",
      paramLabel = "FILE",
      description = "a calibrated law, which predicts the forgetting from the KL")
  private @Nullable Path law;

  @Option(
      names = "--neutral",
      paramLabel = "FILE",
      description = "paragraphs on which activations are compared (default: two dozen of our own)")
  private @Nullable Path neutral;

  @Option(
      names = "--kl-samples",
      paramLabel = "N",
      description = "the most sequences sampled for each KL (default: ${DEFAULT-VALUE})",
      defaultValue = "1024")
  private int klSamples = 1024;

  @Option(
      names = "--kl-tokens",
      paramLabel = "N",
      description = "the most tokens of each of them (default: ${DEFAULT-VALUE})",
      defaultValue = "128")
  private int klTokens = 128;

  @Mixin private ThresholdOptions thresholds = new ThresholdOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where to keep results; goes on with those of an earlier run (default: runs/compare-TUNED)")
  private @Nullable Path out;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "where to keep answers for later evaluations (default: runs/answers)")
  private Path cache = Path.of("runs", "answers");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "one more copy of OUT/comparison.json, for machines")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "one more copy of OUT/comparison.html, for readers")
  private @Nullable Path report;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  private static final int FEWEST_SEQUENCES = 64;

  private final Terminal terminal;

  public Compare(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Thresholds limits = thresholds.thresholds();
    requireCounts();
    Copies.requirePlace("--json", json);
    Copies.requirePlace("--report", report);
    compute.useThreads();
    List<String> names = new ArrayList<>(List.of(base));
    tuned.forEach(model -> names.add(withBase(model)));
    List<EvaluatedModel> models = EvaluatedModel.of(names);
    try (Suites suites = new Suites()) {
      Suite kept = suites.suite(prior);
      List<Suite.Entry> wanted = newTasks(suites);
      return compute.device().call(() -> compare(models, kept, wanted, limits));
    }
  }

  private List<Suite.Entry> newTasks(Suites suites) {
    return learnt.stream().map(given -> newTask(suites, given)).toList();
  }

  private int compare(
      List<EvaluatedModel> models, Suite kept, List<Suite.Entry> wanted, Thresholds limits) {
    requireDistinct(wanted, kept);
    LawKeys known = law == null ? null : LawKeys.read(law);
    ClusterBootstrap bootstrap = new ClusterBootstrap(2000, limits.confidence(), seed);
    DriftMeter meter =
        new DriftMeter(
            new KlMeter.Rule(Math.min(FEWEST_SEQUENCES, klSamples), klSamples, 0.1, 1e-4),
            klTokens,
            NeutralTexts.of(neutral),
            bootstrap,
            seed);
    Path folder = out != null ? out : Path.of("runs", "compare-" + models.getLast().name());
    new DurableFiles(Disk.real()).makeFolder(folder);
    Findings findings =
        new ComparisonRun(
                models,
                wanted.stream().map(this::items).toList(),
                kept.entries().stream().map(this::items).toList(),
                kept.name(),
                samples,
                repeats,
                seed,
                chat,
                compute.precision(),
                meter,
                known,
                limits,
                bootstrap,
                folder,
                cache)
            .run(terminal);
    new FindingsScreen(findings, terminal).print();
    write(findings, folder);
    return findings.verdict().decision().exitCode();
  }

  private void requireCounts() {
    require(limit == null || limit >= 1, "--limit", "at least 1", limit);
    require(samples >= 0, "--samples", "at least 0", samples);
    require(repeats >= 0, "--noise", "at least 0", repeats);
    require(klSamples >= 2, "--kl-samples", "at least 2", klSamples);
    require(klTokens >= 1, "--kl-tokens", "at least 1", klTokens);
    if (!learnt.isEmpty() && learnt.size() != tuned.size()) {
      throw InputException.of(
          "--new names %d tasks for %d tuned models. Name one for each, in the order of the tuning.",
          learnt.size(), tuned.size());
    }
    if (learnt.isEmpty() && tuned.size() > 1) {
      throw new InputException(
          "several tuned models are compared as tuned one after the other: name with --new what each learnt.");
    }
  }

  private static void require(
      boolean condition, String option, String rule, @Nullable Object value) {
    if (!condition) {
      throw InputException.of("%s must be %s, was %s.", option, rule, Objects.toString(value));
    }
  }

  /** An adapter by itself is one of the base. */
  private String withBase(String model) {
    Path folder = Path.of(model);
    boolean adapter =
        Files.exists(folder.resolve("adapter_config.json"))
            && !Files.exists(folder.resolve("config.json"));
    return adapter ? base + "+" + model : model;
  }

  private static Suite.Entry newTask(Suites suites, String given) {
    int colon = given.lastIndexOf(':');
    boolean one = colon > 0 && !Files.exists(Path.of(given));
    Suite suite =
        one
            ? Suites.only(
                suites.suite(given.substring(0, colon)), List.of(given.substring(colon + 1)))
            : suites.benchmark(given).isPresent() ? suites.of(List.of(given)) : suites.suite(given);
    if (suite.entries().size() != 1) {
      throw new InputException(
          "--new: %s has the tasks %s. Name one: %s:%s."
              .formatted(
                  given,
                  String.join(", ", suite.entries().stream().map(Suite.Entry::name).toList()),
                  given,
                  suite.entries().getFirst().name()));
    }
    return suite.entries().getFirst();
  }

  private static void requireDistinct(List<Suite.Entry> learnt, Suite kept) {
    List<String> names = new ArrayList<>(kept.entries().stream().map(Suite.Entry::name).toList());
    for (Suite.Entry entry : learnt) {
      if (names.contains(entry.name())) {
        throw new InputException(
            "%s is named twice, as new and again. A task is either learnt or kept; give tasks of your own different names."
                .formatted(entry.name()));
      }
      names.add(entry.name());
    }
  }

  private TaskItems items(Suite.Entry entry) {
    return TaskItems.read(entry, data, limit != null ? limit : entry.limit(), seed);
  }

  private void write(Findings findings, Path folder) {
    DurableFiles files = new DurableFiles(Disk.real());
    List<Path> written = new ArrayList<>(List.of(folder.resolve("comparison.json")));
    if (json != null) {
      written.add(json);
    }
    String text = FindingsJson.of(findings);
    written.forEach(file -> files.write(file, text));
    List<Path> pages = new ArrayList<>(List.of(folder.resolve("comparison.html")));
    if (report != null) {
      pages.add(report);
    }
    pages.forEach(
        file -> ReportPage.write(new FindingsPage(findings, command(), seed).report(), file));
    written.addAll(pages);
    Path items = folder.resolve("items.jsonl");
    files.write(
        items,
        String.join(
            "", FindingsJson.lines(findings.pairs()).stream().map(line -> line + "\n").toList()));
    written.add(items);
    terminal.out().println();
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal.out().flush();
  }

  /** What gives the same numbers again. */
  private String command() {
    List<String> words = new ArrayList<>(List.of("mneme", "compare", base));
    words.addAll(tuned);
    if (!learnt.isEmpty()) {
      words.addAll(List.of("--new", String.join(",", learnt)));
    }
    words.addAll(List.of("--prior", prior));
    if (limit != null) {
      words.addAll(List.of("--limit", "" + limit));
    }
    if (samples > 0) {
      words.addAll(List.of("--samples", "" + samples));
    }
    if (chat) {
      words.add("--chat");
    }
    if (!data.equals(USUAL_DATA)) {
      words.addAll(List.of("--data", data.toString()));
    }
    if (neutral != null) {
      words.addAll(List.of("--neutral", neutral.toString()));
    }
    words.addAll(thresholds.unusual());
    if (law != null) {
      words.addAll(List.of("--law", law.toString()));
    }
    words.addAll(List.of("--noise", "" + repeats, "--seed", "" + seed));
    words.addAll(List.of("--kl-samples", "" + klSamples, "--kl-tokens", "" + klTokens));
    words.addAll(List.of("--precision", compute.precision().toString()));
    compute.threads().ifPresent(threads -> words.addAll(List.of("--threads", "" + threads)));
    if (!Device.current().isProcessor()) {
      words.addAll(List.of("--device", Device.current().toString()));
    }
    return words.stream().map(Compare::quoted).collect(Collectors.joining(" "));
  }

  /** A word as a shell reads it. */
  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
