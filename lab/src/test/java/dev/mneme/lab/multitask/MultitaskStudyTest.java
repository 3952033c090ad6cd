package dev.mneme.lab.multitask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.lab.balance.Balance;
import dev.mneme.lab.images.DrawnImages;
import dev.mneme.model.Mlp;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.Sweep;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tiny runs on a few drawn images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultitaskStudyTest {

  private static final MultitaskRecipe TINY = MultitaskRecipe.DEFAULTS.on(80, 40, 60).lasting(3);

  @TempDir private Path folder;

  private ImageTasks images;

  @BeforeAll
  void draw() {
    images = ImageTasks.of(DrawnImages.draw(1, 120, 120, 60, 60), TINY.data());
  }

  @AfterAll
  void release() {
    images.close();
  }

  @Test
  void everyContenderGetsTheSameRatesAndSeeds() {
    List<MultitaskRecipe> recipes = MultitaskStudy.recipes(TINY, 2);
    int alone = ImageTask.values().length + 1; // the ink once for either size
    int together = LossSizes.values().length * Balance.values().length;
    assertThat(recipes)
        .hasSize(2 * MultitaskStudy.RATES.size() * (alone + together))
        .doesNotHaveDuplicates();
    assertThat(recipes.stream().map(MultitaskRecipe::name)).doesNotHaveDuplicates();
    for (Balance balance : Balance.values()) {
      assertThat(
              recipes.stream()
                  .filter(each -> !each.isAlone() && each.training().weights() == balance))
          .hasSize(2 * MultitaskStudy.RATES.size() * LossSizes.values().length);
    }
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void aNetworkIsAFunctionOfItsRecipe(Balance balance) {
    MultitaskRecipe recipe = TINY.with(LossSizes.HUNDREDFOLD, balance, 1e-3);
    Trained once = train("once", recipe);
    assertThat(once.test().keySet()).containsExactlyInAnyOrder(ImageTask.values());
    assertThat(once.weights().values()).allMatch(Double::isFinite);
    assertThat(train("twice", recipe)).isEqualTo(once);
  }

  @Test
  void theStudyReadsWhatItTrainedAndTrainsItOnce() throws IOException {
    MultitaskStudy study = study(TINY);
    List<Sweep.Trial> some = study.trials(images, Observer.NONE).subList(0, 2);
    for (Sweep.Trial trial : some) {
      assertThat(trial.isFinished()).isFalse();
      trial.run();
    }
    assertThat(study.trained())
        .extracting(each -> each.recipe().name())
        .containsExactly("alike/digit/0.003/seed-0", "alike/garment/0.003/seed-0");
    assertThat(study(TINY).trials(images, Observer.NONE).stream().filter(Sweep.Trial::isFinished))
        .hasSize(2);
    assertThat(Files.readString(folder.resolve("trials/alike/digit/0.003/seed-0/events.jsonl")))
        .contains("\"test.digit\"")
        .doesNotContain("\"test.garment\"");
  }

  @Test
  void trialsOfOtherSettingsAreRefusedRatherThanMixed() {
    study(TINY).trials(images, Observer.NONE).getFirst().run();
    MultitaskStudy longer = study(TINY.lasting(4));
    assertThat(longer.trained()).isEmpty();
    Sweep.Trial trial = longer.trials(images, Observer.NONE).getFirst();
    assertThat(trial.isFinished()).isFalse();
    assertThatThrownBy(trial::run)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("was made by another recipe");
  }

  @Test
  void aRecipeIsReadAsItIsWritten() {
    for (MultitaskRecipe recipe : MultitaskStudy.recipes(TINY, 1)) {
      String text = MultitaskRecipe.FORMAT.write(recipe);
      assertThat(MultitaskRecipe.FORMAT.parse("recipe.yaml", text)).isEqualTo(recipe);
    }
    assertThatThrownBy(() ->
            MultitaskRecipe.FORMAT.parse(
                "recipe.yaml", "training:\n  tasks: [ink]\n  weights: famo\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a single task has uniform weights, was famo");
    assertThatThrownBy(() -> MultitaskRecipe.FORMAT.parse("recipe.yaml", "data:\n  noise: 0.5\n"))
        .hasMessageContaining("noise must lie in [0, 0.5), was 0.5");
    assertThatThrownBy(() -> MultitaskRecipe.FORMAT.parse("recipe.yaml", "data:\n  examples: 9\n"))
        .hasMessageContaining("batch must not be larger than the images to learn from, was 32");
  }

  @Test
  void onlyTheTrainingLabelsOfTheParityAreWrongAndTheSameOnesAlways() {
    try (Scope scope = Scope.open()) {
      for (ImageTask task : ImageTask.values()) {
        long[] right = labels(images.examples(ImageTasks.Part.TRAIN, task));
        long[] shown = labels(images.shown(task, 0.2, 5));
        assertThat(labels(images.shown(task, 0.2, 5))).isEqualTo(shown);
        int wrong = 0;
        for (int i = 0; i < right.length; i++) {
          wrong += right[i] == shown[i] ? 0 : 1;
          assertThat(shown[i]).isNotNegative();
        }
        assertThat(wrong)
            .isBetween(task == ImageTask.PARITY ? 6 : 0, task == ImageTask.PARITY ? 28 : 0);
      }
      assertThat(labels(images.shown(ImageTask.PARITY, 0.2, 5)))
          .isNotEqualTo(labels(images.shown(ImageTask.PARITY, 0.2, 6)));
      assertThat(labels(images.shown(ImageTask.PARITY, 0, 5)))
          .isEqualTo(labels(images.examples(ImageTasks.Part.TRAIN, ImageTask.PARITY)));
    }
  }

  @Test
  void labelsSayWhatTheImagesShow() {
    try (Scope scope = Scope.open()) {
      for (ImageTasks.Part part : ImageTasks.Part.values()) {
        long[] digits = labels(images.examples(part, ImageTask.DIGIT));
        long[] parity = labels(images.examples(part, ImageTask.PARITY));
        for (int i = 0; i < digits.length; i++) {
          assertThat(parity[i] - ImageTask.PARITY.first()).isEqualTo(digits[i] % 2);
        }
        Examples ink = images.examples(part, ImageTask.INK);
        double[] sums = Tensors.toDoubles(Maths.sum(ink.inputs().features(), 1));
        long[] levels = labels(ink);
        assertThat(levels).hasSize(digits.length * 2);
        for (int i = 0; i < sums.length; i++) {
          assertThat(levels[i] / 255.0).isCloseTo(sums[i], within(1e-3));
        }
      }
    }
  }

  @Test
  void anotherHeadsOutputsDoNotTouchALoss() {
    for (ImageTask task : ImageTask.values()) {
      try (Scope scope = Scope.open();
          RandomStreams streams = new RandomStreams(2);
          Classifier policy =
              new Classifier(
                  Mlp.initialised(List.of(784, ImageTask.allOutputs()), streams.get("init")))) {
        Examples shown = images.examples(ImageTasks.Part.TRAIN, task).head(9);
        Batch.Demonstrations batch =
            new Batch.Demonstrations(shown.inputs(), Actions.single(shown.labels(), 1));
        double before = loss(task, policy, batch);
        Tensor bias = policy.parameters().get("layers.0.bias").detach();
        int other = task.first() == 0 ? ImageTask.PARITY.first() : 0;
        bias.narrow(0, other, 1).add_(Tensors.scalar(3));
        assertThat(loss(task, policy, batch)).isCloseTo(before, within(1e-4 * (1 + before)));
        bias.narrow(0, task.first(), 1).add_(Tensors.scalar(5));
        assertThat(Math.abs(loss(task, policy, batch) - before)).isGreaterThan(0.1);
      }
    }
  }

  @Test
  void whoeverSaysTheMeanLosesTheSquareOfTheUnit() {
    try (Scope scope = Scope.open()) {
      Tensor nothing = Tensors.zeros(784, ImageTask.allOutputs());
      try (Classifier policy =
          new Classifier(
              Mlp.of(
                  Parameters.own(
                      Map.of(
                          "layers.0.weight",
                          nothing,
                          "layers.0.bias",
                          Tensors.zeros(ImageTask.allOutputs())))))) {
        Examples all = images.examples(ImageTasks.Part.TRAIN, ImageTask.INK);
        Batch.Demonstrations batch =
            new Batch.Demonstrations(all.inputs(), Actions.single(all.labels(), 1));
        for (LossSizes sizes : LossSizes.values()) {
          double unit = sizes.unit();
          InkLoss loss = new InkLoss(images.ink(), unit);
          // 159 of 160 as the deviation is divided by one less than the images
          assertThat(Tensors.item(loss.loss(batch.scores(policy), batch).value()))
              .isCloseTo(unit * unit * 159 / 160, within(1e-3 * unit * unit));
        }
      }
    }
  }

  @Test
  void anRSquaredIsOneWhereAllIsRightAndHasAFloor() {
    assertThat(ScoreProbe.rSquared(new double[] {1, 2, 6}, new double[] {1, 2, 6})).isEqualTo(1);
    // Σ(ŷ − y)² = 3, Σ(y − ȳ)² = 4 + 1 + 9 = 14
    assertThat(ScoreProbe.rSquared(new double[] {2, 3, 5}, new double[] {1, 2, 6}))
        .isCloseTo(1 - 3.0 / 14, within(1e-12));
    assertThat(ScoreProbe.rSquared(new double[] {99, -99, 0}, new double[] {1, 2, 6}))
        .isEqualTo(0.01);
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(
            () -> ImageTasks.of(DrawnImages.draw(1, 119, 120, 60, 60), TINY.data()).close())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "there are 119 training images of digits and this study needs 120. Use the original files.");
  }

  private static double loss(ImageTask task, Classifier policy, Batch.Demonstrations batch) {
    return Tensors.item(
        task == ImageTask.INK
            ? new InkLoss(new InkLoss.Scale(2e4, 1e4), 1).loss(batch.scores(policy), batch).value()
            : new ClassLoss(task).loss(batch.scores(policy), batch).value());
  }

  private static long[] labels(Examples examples) {
    return Tensors.toLongs(examples.labels());
  }

  private MultitaskStudy study(MultitaskRecipe like) {
    return new MultitaskStudy(folder, like, 1, Provenance.of("", Map.of(), Map.of()), _ -> {});
  }

  private Trained train(String name, MultitaskRecipe recipe) {
    String text = MultitaskRecipe.FORMAT.write(recipe);
    Path place = folder.resolve(name + recipe.training().weights());
    Provenance provenance = Provenance.of(text, Map.of(), Map.of());
    List<Event> events = new ArrayList<>();
    try (RunFolder run = RunFolder.open(Disk.real(), place, text, provenance, 1, _ -> {})) {
      new MultitaskTraining(recipe, images).run(run, events::add);
    }
    return Trained.of(recipe, events);
  }
}
