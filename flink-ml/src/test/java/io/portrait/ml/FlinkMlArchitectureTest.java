package io.portrait.ml;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may know. */
@AnalyzeClasses(packages = "io.portrait.ml", importOptions = DoNotIncludeTests.class)
class FlinkMlArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_FLINK_AND_WHAT_LEARNING_MEANS =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "org.apache.flink..",
              "io.portrait.ml..",
              "io.portrait.learning..",
              "io.portrait.definition..");
}
