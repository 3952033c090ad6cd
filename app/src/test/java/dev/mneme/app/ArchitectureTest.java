package dev.mneme.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The direction of dependencies. A new package finds its place in {@link #DOWNWARDS}. */
class ArchitectureTest {

  /** Each may use those after it and none before it. */
  private static final List<String> DOWNWARDS =
      List.of(
          "app",
          "lab",
          "sandbox",
          "recipe",
          "run",
          "train",
          "preserve",
          "objective",
          "measure",
          "circuit",
          "task",
          "policy",
          "model",
          "text",
          "data",
          "tensor",
          "kernel");

  /** What of the native library every package may hold in its hands. */
  private static final Set<String> SHARED_NATIVE_TYPES =
      Set.of("org.bytedeco.pytorch.Tensor", "org.bytedeco.pytorch.Scalar");

  private static final DescribedPredicate<JavaClass> RAW_NATIVE_TYPES =
      describe(
          "types of the native library other than Tensor and Scalar",
          type ->
              type.getPackageName().startsWith("org.bytedeco")
                  && !SHARED_NATIVE_TYPES.contains(type.getName()));

  private static JavaClasses mneme = new ClassFileImporter().importPackages();

  @BeforeAll
  static void readEveryModule() {
    mneme =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.mneme");
  }

  @Test
  void allModulesAreSeen() {
    assertThat(mneme.contain("dev.mneme.app.Main")).isTrue();
    assertThat(mneme.contain("dev.mneme.lab.package-info")).isTrue();
    assertThat(mneme.contain("dev.mneme.sandbox.Sandbox")).isTrue();
    assertThat(mneme.contain("dev.mneme.tensor.Tensors")).isTrue();
  }

  @Test
  void everyPackageHasAPlaceInTheOrder() {
    classes()
        .should()
        .resideInAnyPackage(DOWNWARDS.stream().map(ArchitectureTest::within).toArray(String[]::new))
        .check(mneme);
  }

  @TestFactory
  Stream<DynamicTest> dependenciesPointDownwards() {
    return DOWNWARDS.stream()
        .skip(1)
        .map(name -> DynamicTest.dynamicTest(name, () -> usesNothingAbove(name)));
  }

  private static void usesNothingAbove(String name) {
    String[] above =
        DOWNWARDS.subList(0, DOWNWARDS.indexOf(name)).stream()
            .map(ArchitectureTest::within)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(within(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .allowEmptyShould(true)
        .check(mneme);
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("dev.mneme.(**)").should().beFreeOfCycles().check(mneme);
  }

  @Test
  void onlyTheTensorLayerTouchesTheNativeLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage(within("tensor"))
        .should()
        .dependOnClassesThat(RAW_NATIVE_TYPES)
        .check(mneme);
  }

  /** A tensor that is made on the processor, whatever the current device, has to be placed. */
  @Test
  void onlyReadersOfFilesMakeTensorsOnTheProcessorByName() {
    noClasses()
        .that()
        .resideOutsideOfPackages(within("tensor"), within("data"))
        .and()
        .haveNameNotMatching("dev\\.mneme\\.model\\.Llama2c.*")
        .should()
        .callMethod(Tensors.class, "buffer", ElementType.class, long[].class)
        .check(mneme);
  }

  @Test
  void onlyTheAppWritesToTheScreen() {
    noClasses()
        .that()
        .resideOutsideOfPackage(within("app"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(mneme);
  }

  private static String within(String name) {
    return "dev.mneme." + name + "..";
  }
}
