package dev.spark.lifecycle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String OURS = "dev.spark.lifecycle";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);

    @Test
    void decidesWithValues() {
        classes()
                .that()
                .resideInAPackage(OURS + ".domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.spark.events", OURS + ".domain..")
                .check(classes);
        classes()
                .that()
                .resideInAPackage(OURS + ".plan")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.spark.events", OURS + ".domain", OURS + ".plan")
                .check(classes);
    }

    @Test
    void isToldTheTime() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS + ".domain..", OURS + ".plan", OURS + ".app")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(classes);
    }

    /** Sparks live and die by the database's clock: nothing on that way asks this process's. */
    @Test
    void tellsWhatIsDueByTheDatabasesClock() {
        noClasses()
                .that()
                .resideInAPackage(OURS + ".domain.agenda")
                .or()
                .haveSimpleName("PostgresAgendaStore")
                .or()
                .haveSimpleName("DatabaseClock")
                .or()
                .haveSimpleName("ActivityMessages")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .callMethod(Instant.class, "now")
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
                .resideOutsideOfPackage(OURS + ".store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "jakarta.persistence..")
                .check(classes);
    }

    @Test
    void knowsNoAdapters() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS + ".app", OURS + ".domain", OURS + ".plan")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(OURS + ".kafka", OURS + ".store", OURS + ".kubernetes", OURS + ".health")
                .check(classes);
    }
}
