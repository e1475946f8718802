package dev.spark.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.spark.cli");

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("dev.spark.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void knowsTheParserInCommandsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.spark.cli.command..", "dev.spark.cli.session..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    @Test
    void reachesTheProcessThroughItsSurroundingsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.spark.cli.surroundings..")
                .and()
                .doNotHaveSimpleName("Main")
                .and()
                .doNotHaveSimpleName("Start")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    /** It costs each start four times what the old client does. */
    @Test
    void doesWithoutTheNewHttpClient() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(CLASSES);
    }

    /** Its data binding takes longer to start than most commands to run. */
    @Test
    void doesWithoutTheDataBinding() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveSimpleName("ObjectMapper")
                .orShould()
                .callMethodWhere(target(owner(assignableTo("com.fasterxml.jackson.databind.JsonNode")))
                        .and(target(name("toString"))))
                .check(CLASSES);
    }

    @Test
    void marksEveryPackageForTheNullChecker() {
        var unmarked = CLASSES.stream()
                .map(type -> type.getPackage())
                .distinct()
                .filter(type -> !type.isAnnotatedWith(NullMarked.class))
                .map(type -> type.getName())
                .collect(Collectors.toSet());

        assertThat(unmarked).isEmpty();
    }
}
