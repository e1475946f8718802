package dev.spark.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String OURS = "dev.spark.metrics";

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
    }

    @Test
    void isToldTheTime() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS + ".domain", OURS + ".app")
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
                .resideInAnyPackage("io.fabric8.kubernetes..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(OURS + ".store", OURS + ".databases")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "jakarta.persistence..", "io.agroal..")
                .check(classes);
    }

    @Test
    void knowsNoAdapters() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS + ".app", OURS + ".domain")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        OURS + ".kafka", OURS + ".store", OURS + ".kubernetes", OURS + ".databases", OURS + ".health")
                .check(classes);
    }
}
