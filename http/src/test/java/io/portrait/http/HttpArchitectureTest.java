package io.portrait.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may know. */
@AnalyzeClasses(packages = "io.portrait.http", importOptions = DoNotIncludeTests.class)
class HttpArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_THE_FEATURE_STORE_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.iceberg..",
              "io.portrait.job..",
              "io.portrait.cli..",
              "io.portrait.embedding..",
              "io.portrait.offline..");

  @ArchTest
  static final ArchRule READS_THROUGH_THE_CLIENT =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .doNotHaveFullyQualifiedName("io.portrait.online.OnlineStore")
          .andShould()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage("redis.clients..");
}
