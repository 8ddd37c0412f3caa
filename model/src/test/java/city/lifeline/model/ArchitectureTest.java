package city.lifeline.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import city.lifeline.testing.ArchitectureRules;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
        ArchitectureRules.noClock().check(MODEL);
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
