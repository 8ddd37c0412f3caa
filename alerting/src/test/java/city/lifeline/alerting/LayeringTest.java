package city.lifeline.alerting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {

    private static final JavaClasses ALERTING =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("city.lifeline.alerting");

    @Test
    void ofLifelineItDependsOnModelRuntimeAndDetectionOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.ingest..",
                        "city.lifeline.jobs..",
                        "city.lifeline.simulators..",
                        "city.lifeline.launcher..",
                        "city.lifeline.wire..")
                .check(ALERTING);
    }

    @Test
    void kafkaIsKnownInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("city.lifeline.alerting.kafka")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(ALERTING);
    }

    @Test
    void whatHappensToWarningsKnowsNothingOfTheWeb() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "city.lifeline.alerting.warning..",
                        "city.lifeline.alerting.notify..",
                        "city.lifeline.alerting.people..",
                        "city.lifeline.alerting.audit..",
                        "city.lifeline.alerting.run..",
                        "city.lifeline.alerting.city..",
                        "city.lifeline.alerting.history..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "city.lifeline.alerting.web..",
                        "city.lifeline.alerting.security..",
                        "city.lifeline.alerting.stream..",
                        "jakarta.servlet..",
                        "org.springframework.web..")
                .check(ALERTING);
    }

    /** Of CAP and the national form Lifeline writes documents, with a writer that opens nothing. */
    @Test
    void nothingReadsXml() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "javax\\.xml\\.(parsers|transform|validation|xpath|bind)\\..*"
                                + "|javax\\.xml\\.stream\\.(XMLInputFactory|XML.*Reader)"
                                + "|org\\.xml\\.sax\\..*|org\\.w3c\\.dom\\..*"
                                + "|.*\\.dataformat\\.xml\\..*")
                .check(ALERTING);
    }

    @Test
    void theWallClockIsAnArgument() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Alerting.class, Awaited.class)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ALERTING);
    }

    @Test
    void controllersAreWeb() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .resideInAnyPackage("city.lifeline.alerting.web", "city.lifeline.alerting.security")
                .check(ALERTING);
    }
}
