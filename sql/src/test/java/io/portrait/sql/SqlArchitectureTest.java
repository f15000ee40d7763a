package io.portrait.sql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What of this module may know what: a cluster's SQL client gets it as a jar. */
@AnalyzeClasses(packages = "io.portrait.sql", importOptions = DoNotIncludeTests.class)
class SqlArchitectureTest {

  @ArchTest
  static final ArchRule ONLY_WHAT_RUNS_SCRIPTS_KNOWS_THE_GATEWAY =
      noClasses()
          .that()
          .resideOutsideOfPackage("..sql.run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink.table.gateway..", "io.portrait.sql.run..");

  @ArchTest
  static final ArchRule KNOWS_NO_COMMAND_LINE_AND_NO_MODELS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.portrait.cli..", "io.portrait.embedding..", "picocli..", "org.jline..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLE =
      slices().matching("io.portrait.sql.(*)..").should().beFreeOfCycles();
}
