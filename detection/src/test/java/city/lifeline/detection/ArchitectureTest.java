package city.lifeline.detection;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import city.lifeline.testing.ArchitectureRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Detection is pure, and knows nothing of what carries its readings. */
class ArchitectureTest {

    private static final JavaClasses DETECTION =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("city.lifeline.detection");

    @Test
    void itDependsOnlyOnModelJavaYamlCelAndFourier() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.detection..",
                        "city.lifeline.model..",
                        "java..",
                        "org.snakeyaml.engine..",
                        "dev.cel..",
                        // Lists that CEL gives.
                        "com.google.common.collect..",
                        "org.hipparchus.transform..",
                        "org.jspecify.annotations..")
                .check(DETECTION);
    }

    @Test
    void itHasNoInputOutputThreadsOrRandomness() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.util.concurrent..",
                        "java.util.random..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.util.Random.class,
                        java.util.SplittableRandom.class,
                        java.util.UUID.class)
                .check(DETECTION);
    }

    @Test
    void itHasNoClock() {
        ArchitectureRules.noClock().check(DETECTION);
    }

    @Test
    void rulesDoNotKnowDetectors() {
        noClasses()
                .that()
                .resideInAPackage("city.lifeline.detection.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("city.lifeline.detection")
                .check(DETECTION);
    }
}
