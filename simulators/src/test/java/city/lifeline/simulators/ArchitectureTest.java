package city.lifeline.simulators;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses SIMULATORS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("city.lifeline.simulators");

    @Test
    void itKnowsTheModelTheRuntimeAndTheGatewayClientOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.simulators..",
                        "city.lifeline.model..",
                        "city.lifeline.runtime..",
                        "city.lifeline.gateway..",
                        "java..",
                        "com.fasterxml.jackson.core..",
                        "com.sun.net.httpserver..",
                        "de.siegmar.fastcsv..",
                        "org.ejml..",
                        "org.jsmpp..",
                        "org.slf4j..",
                        "org.jspecify.annotations..")
                .check(SIMULATORS);
    }

    @Test
    void thePhysicsHasNoClockAndNoRandomness() {
        noClasses()
                .that()
                .resideInAPackage("city.lifeline.simulators.city")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.util.Random.class,
                        java.util.SplittableRandom.class,
                        java.time.InstantSource.class,
                        java.time.Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(SIMULATORS);
    }
}
