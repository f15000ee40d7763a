package io.portrait.embedding;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What of this module may know what. */
@AnalyzeClasses(packages = "io.portrait.embedding", importOptions = DoNotIncludeTests.class)
class EmbeddingArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NEITHER_FLINK_NOR_THE_REST_OF_PORTRAIT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "io.portrait.job..",
              "io.portrait.cli..",
              "io.portrait.event..");

  @ArchTest
  static final ArchRule WHAT_RUNS_DOES_NOT_NEED_WHAT_BUILDS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..build..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..build..");

  @ArchTest
  static final ArchRule DJL_STAYS_IN_THE_MODEL =
      noClasses()
          .that()
          .resideOutsideOfPackage("..model..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");
}
