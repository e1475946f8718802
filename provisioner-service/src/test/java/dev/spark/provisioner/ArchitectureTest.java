package dev.spark.provisioner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String OURS = "dev.spark.provisioner";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);

    @Test
    void decidesWithValues() {
        classes()
                .that()
                .resideInAPackage(OURS + ".domain")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.spark.events", OURS + ".domain")
                .check(classes);
        classes()
                .that()
                .resideInAPackage(OURS + ".plan")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.spark.events", OURS + ".domain", OURS + ".plan")
                .check(classes);
        classes()
                .that()
                .resideInAPackage(OURS + ".manifest")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "io.fabric8.kubernetes.api..",
                        "io.fabric8.kubernetes.model..",
                        "dev.spark.events",
                        "dev.spark.kit.ssh",
                        OURS,
                        OURS + ".domain",
                        OURS + ".manifest")
                .check(classes);
    }

    @Test
    void isToldTheTime() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS + ".domain", OURS + ".plan", OURS + ".manifest", OURS + ".app")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(classes);
    }

    @Test
    void knowsTheClientsInOnePlaceEach() {
        noClasses()
                .that()
                .resideOutsideOfPackage(OURS + ".kubernetes")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8.kubernetes.client..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(OURS + ".databases", OURS + ".store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.agroal..", "org.postgresql..")
                .check(classes);
    }

    @Test
    void knowsNoAdapters() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS + ".app", OURS + ".domain", OURS + ".plan", OURS + ".manifest")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        OURS + ".kafka", OURS + ".store", OURS + ".kubernetes", OURS + ".databases", OURS + ".http")
                .check(classes);
    }
}
