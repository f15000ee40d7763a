package io.portrait;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What of this module may know what. */
@AnalyzeClasses(
    packages = {"io.portrait.query", "io.portrait.training", "io.portrait.audience"},
    importOptions = DoNotIncludeTests.class)
class TrainingArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NEITHER_FLINK_NOR_WHAT_RUNS_IT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.iceberg.flink..",
              "io.portrait.job..",
              "io.portrait.cli..");

  @ArchTest
  static final ArchRule DUCKDB_STAYS_IN_THE_ENGINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.portrait.query..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.duckdb..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_MEANING =
      noClasses()
          .that()
          .resideInAPackage("io.portrait.query..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.portrait.training..", "io.portrait.audience..");

  @ArchTest
  static final ArchRule TRAINING_SETS_AND_AUDIENCES_DO_NOT_NEED_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage("io.portrait.training..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.portrait.audience..");
}
