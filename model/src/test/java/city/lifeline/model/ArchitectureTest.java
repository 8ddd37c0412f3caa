package city.lifeline.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

/** The model is pure: every process may use it, so it brings nothing along. */
class ArchitectureTest {

    private static final JavaClasses MODEL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("city.lifeline.model");

    @Test
    void itDependsOnlyOnJavaAndItsFormats() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.model..",
                        "city.lifeline.wire.v1..",
                        "java..",
                        "javax.crypto..",
                        "com.google.protobuf..",
                        "org.snakeyaml.engine..",
                        "de.siegmar.fastcsv..",
                        "org.jspecify.annotations..")
                .check(MODEL);
    }

    @Test
    void itHasNoInputOutputThreadsOrRandomness() {
        DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> impure =
                resideInAnyPackage(
                                "java.io..",
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net..",
                                "java.util.concurrent..",
                                "java.util.random..")
                        .or(
                                belongToAnyOf(
                                        java.util.Random.class,
                                        java.util.SplittableRandom.class,
                                        java.util.UUID.class,
                                        java.security.SecureRandom.class))
                        .and(
                                DescribedPredicate.not(
                                        // Said by parsers of texts, and an address as a value.
                                        belongToAnyOf(
                                                java.io.IOException.class,
                                                java.io.UncheckedIOException.class,
                                                java.io.Serializable.class,
                                                java.net.URI.class)));
        noClasses().should().dependOnClassesThat(impure).check(MODEL);
    }

    @Test
    void itHasNoClock() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.time.Clock.class, java.time.InstantSource.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .check(MODEL);
    }

    @Test
    void onlyTheWireKnowsProtobuf() {
        noClasses()
                .that()
                .resideOutsideOfPackage("city.lifeline.model.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("city.lifeline.wire.v1..", "com.google.protobuf..")
                .check(MODEL);
    }
}
