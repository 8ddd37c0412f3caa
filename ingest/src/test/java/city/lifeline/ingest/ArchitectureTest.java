package city.lifeline.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses INGEST =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("city.lifeline.ingest");

    @Test
    void ofLifelineItDependsOnModelAndRuntimeOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.ingest..",
                        "city.lifeline.model..",
                        "city.lifeline.runtime..",
                        "city.lifeline.wire.v1..",
                        "com.fasterxml.jackson.core..",
                        "com.google.protobuf..",
                        "com.sun.net.httpserver..",
                        "io.prometheus..",
                        "java..",
                        "javax.crypto..",
                        "javax.measure..",
                        "javax.net..",
                        "systems.uom.ucum..",
                        "org.apache.kafka..",
                        "org.eclipse.paho..",
                        "org.jspecify.annotations..",
                        "org.slf4j..")
                .check(INGEST);
    }

    @Test
    void decodingAndSequencesArePure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "city.lifeline.ingest.decode..", "city.lifeline.ingest.sequence..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.eclipse.paho..",
                        "io.prometheus..",
                        "java.net..",
                        "java.nio.file..",
                        "java.util.concurrent..")
                .check(INGEST);
    }
}
