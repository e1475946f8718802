package dev.spark.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.spark.gateway");

    @Test
    void domainKnowsOnlyTheJdkAndTheWireContract() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("..gateway.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..gateway.domain..", "dev.spark.events..", "java..", "org.jspecify..")
                .check(GATEWAY);
    }

    @Test
    void domainAsksNeitherClockNorChance() {
        noClasses()
                .that()
                .resideInAPackage("..gateway.domain..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .check(GATEWAY);
    }

    @Test
    void onlyDiallingTalksToKubernetes() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..gateway.dial..", "..gateway.kubernetes..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(GATEWAY);
    }

    @Test
    void knowsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.spark.provisioner..",
                        "dev.spark.lifecycle..",
                        "dev.spark.snapshot..",
                        "dev.spark.metrics..",
                        "dev.spark.cli..")
                .check(GATEWAY);
    }

    @Test
    void onlyHttpSpeaksHttp() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..gateway.domain..",
                        "..gateway.app..",
                        "..gateway.admission..",
                        "..gateway.eventlog..",
                        "..gateway.readmodel..",
                        "..gateway.auth..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs..", "..gateway.http..", "io.vertx.ext.web..")
                .check(GATEWAY);
    }
}
