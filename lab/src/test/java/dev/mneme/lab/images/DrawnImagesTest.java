package dev.mneme.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.ImageSet;
import dev.mneme.data.InputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawnImagesTest {

  @Test
  void theBytesOfASeedAreTheSameOnEveryMachine() {
    assertThat(DrawnImages.draw(1, 200, 200, 100, 100).hashes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "digits.train", "b7ab8798c72771b8c4cac4dda33bbbb58112933942ba5e7e9f646a545b11987a",
                "digits.test", "6eb95c3d7d11259a7d4e813dcc3f0597da414d40d6c07ecf13447561267d61b6",
                "garments.train",
                    "4bf3c74eb831331b4b11caff051984e83f59ba19922075d1319ec0ef2ffd28a2",
                "garments.test",
                    "f6a07e1805b15c70f02490b94f23e45a4b11f7073d92ccafbde835c9d198c0f5"));
  }

  @Test
  void aSmallerSetIsTheBeginningOfALargerOne() {
    ImageWorld small = DrawnImages.draw(3, 10, 20, 5, 7);
    ImageWorld large = DrawnImages.draw(3, 40, 40, 40, 40);
    assertThat(large.digitsTrain().head(10).sha256()).isEqualTo(small.digitsTrain().sha256());
    assertThat(large.garmentsTest().head(7).sha256()).isEqualTo(small.garmentsTest().sha256());
  }

  @Test
  void seedsDifferAndNoTestImageIsATrainingImage() {
    ImageWorld world = DrawnImages.draw(5, 300, 300, 300, 300);
    assertThat(DrawnImages.draw(6, 300, 300, 300, 300).hashes().values())
        .doesNotContainAnyElementsOf(world.hashes().values());
    Set<Integer> seen = new HashSet<>();
    for (ImageSet set :
        new ImageSet[] {
          world.digitsTrain(), world.digitsTest(), world.garmentsTrain(), world.garmentsTest()
        }) {
      for (int i = 0; i < set.count(); i++) {
        seen.add(Arrays.hashCode(Arrays.copyOfRange(set.pixels(), i * 784, (i + 1) * 784)));
      }
    }
    assertThat(seen).hasSize(1200);
  }

  @Test
  void everyClassIsDrawnAboutEquallyOften() {
    ImageWorld world = DrawnImages.draw(8, 1000, 1000, 1, 1);
    for (ImageSet set : new ImageSet[] {world.digitsTrain(), world.garmentsTrain()}) {
      int[] counts = new int[ImageSet.CLASSES];
      for (byte label : set.labels()) {
        counts[label]++;
      }
      assertThat(Arrays.stream(counts).boxed().toList()).allMatch(n -> n > 60 && n < 140);
    }
  }

  /** Guards against classes that cannot be told apart: class means classify far above chance. */
  @Test
  void classesCanBeLearntButNotByTheirMeansAlone() {
    ImageWorld world = DrawnImages.draw(2, 1000, 1000, 500, 500);
    assertThat(accuracyOfNearestMean(world.digitsTrain(), world.digitsTest())).isBetween(0.4, 0.9);
    assertThat(accuracyOfNearestMean(world.garmentsTrain(), world.garmentsTest()))
        .isBetween(0.4, 0.9);
  }

  @Test
  void aSetWithoutImagesIsRefused() {
    assertThatThrownBy(() -> DrawnImages.draw(1, 10, 0, 10, 10))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("garments.train: 0 images are asked for; draw 1 to ");
  }

  private static double accuracyOfNearestMean(ImageSet train, ImageSet test) {
    double[][] sums = new double[ImageSet.CLASSES][784];
    double[] counts = new double[ImageSet.CLASSES];
    for (int i = 0; i < train.count(); i++) {
      counts[train.labels()[i]]++;
      for (int p = 0; p < 784; p++) {
        sums[train.labels()[i]][p] += train.pixels()[i * 784 + p] & 0xff;
      }
    }
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < ImageSet.CLASSES; c++) {
        double distance = 0;
        for (int p = 0; p < 784; p++) {
          double d = sums[c][p] / counts[c] - (test.pixels()[i * 784 + p] & 0xff);
          distance += d * d;
        }
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      right += best == test.labels()[i] ? 1 : 0;
    }
    return right / (double) test.count();
  }
}
