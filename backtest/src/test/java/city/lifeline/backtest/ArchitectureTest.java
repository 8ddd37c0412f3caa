package city.lifeline.backtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A backtest is the detection and recordings, and nothing of the running system. */
class ArchitectureTest {

    private static final JavaClasses BACKTEST =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("city.lifeline.backtest");

    @Test
    void itKnowsDetectionAndRecordingsOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.backtest..",
                        "city.lifeline.detection..",
                        "city.lifeline.model..",
                        "city.lifeline.simulators.replay..",
                        "java..",
                        "de.siegmar.fastcsv..",
                        "com.fasterxml.jackson..",
                        "org.jspecify.annotations..")
                .check(BACKTEST);
    }
}
