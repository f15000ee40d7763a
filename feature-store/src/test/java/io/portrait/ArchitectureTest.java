package io.portrait;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may know what in the feature store: the ladder that an event climbs. */
@AnalyzeClasses(packages = "io.portrait", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule knowsNoFlink =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.apache.flink..", "org.apache.iceberg.flink.."))
          .because("features mean the same in a job, in a client and in a test");

  @ArchTest
  static final ArchRule usesNoLibrarysPrivateCopies =
      noClasses()
          .should()
          .dependOnClassesThat(resideInAnyPackage("..relocated..", "..shaded.."))
          .because("a library may change what it carries inside");

  @ArchTest
  static final ArchRule packagesFormNoCircle =
      slices().matching("io.portrait.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whoRecomputesSharesNothingWithWhoComputes =
      noClasses()
          .that()
          .resideInAPackage("io.portrait.audit..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.portrait.aggregate.."))
          .because("a mistake of the windows must not be its own proof");

  @ArchTest
  static final ArchRule packagesClimbOneLadder =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("event")
          .definedBy("io.portrait.event..")
          .layer("expression")
          .definedBy("io.portrait.expression..")
          .layer("definition")
          .definedBy("io.portrait.definition..")
          .layer("aggregate")
          .definedBy("io.portrait.aggregate..")
          .layer("learning")
          .definedBy("io.portrait.learning..")
          .layer("profile")
          .definedBy("io.portrait.profile..")
          .layer("online")
          .definedBy("io.portrait.online..")
          .layer("client")
          .definedBy("io.portrait.client..")
          .layer("offline")
          .definedBy("io.portrait.offline..")
          .layer("erasure")
          .definedBy("io.portrait.erasure..")
          .layer("table")
          .definedBy("io.portrait.table..")
          .layer("maintenance")
          .definedBy("io.portrait.maintenance..")
          .layer("audit")
          .definedBy("io.portrait.audit..")
          .whereLayer("audit")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("event")
          .mayNotAccessAnyLayer()
          .whereLayer("expression")
          .mayOnlyAccessLayers("event")
          .whereLayer("definition")
          .mayOnlyAccessLayers("event", "expression")
          .whereLayer("aggregate")
          .mayOnlyAccessLayers("event", "expression", "definition")
          .whereLayer("learning")
          .mayOnlyAccessLayers("event", "definition")
          .whereLayer("profile")
          .mayOnlyAccessLayers("event", "expression", "definition", "aggregate", "learning")
          .whereLayer("online")
          .mayOnlyAccessLayers("event", "definition", "profile")
          .whereLayer("client")
          .mayOnlyAccessLayers("event", "definition", "profile", "online")
          .whereLayer("offline")
          .mayOnlyAccessLayers("event", "definition", "profile")
          .whereLayer("erasure")
          .mayOnlyAccessLayers("event", "offline", "table")
          .whereLayer("table")
          .mayNotAccessAnyLayer()
          .whereLayer("maintenance")
          .mayOnlyAccessLayers("offline", "table");
}
