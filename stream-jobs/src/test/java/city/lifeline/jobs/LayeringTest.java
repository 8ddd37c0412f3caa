package city.lifeline.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.time.Clock;
import java.time.Instant;
import org.apache.flink.api.common.functions.Function;
import org.junit.jupiter.api.Test;

/** Plain tests: ArchUnit's own engine runs none of its rules on this JUnit. */
class LayeringTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new DoNotIncludeTests())
                    .importPackages("city.lifeline");

    @Test
    void flinkAndKafkaEndHere() {
        noClasses()
                .that()
                .resideOutsideOfPackage("city.lifeline.jobs..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void functionsAreThin() {
        noClasses()
                .that()
                .areAssignableTo(Function.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "java.net..",
                        "java.nio..",
                        "city.lifeline.detection.rules..",
                        "city.lifeline.model.wire..",
                        "city.lifeline.model.registry..")
                .check(CLASSES);
    }

    @Test
    void timeIsInTheStream() {
        noClasses()
                .that()
                .resideInAPackage("city.lifeline.jobs..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(CLASSES);
    }

    @Test
    void detectionKnowsNoHistory() {
        noClasses()
                .that()
                .resideInAPackage("..jobs.detection..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..jobs.history..")
                .check(CLASSES);
    }

    @Test
    void historyKnowsNoRules() {
        noClasses()
                .that()
                .resideInAPackage("..jobs.history..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..jobs.detection..", "city.lifeline.detection..")
                .check(CLASSES);
    }

    @Test
    void functionsSayThatTheyAre() {
        classes()
                .that()
                .areAssignableTo(Function.class)
                .and()
                .resideInAPackage("city.lifeline.jobs..")
                .should()
                .haveSimpleNameEndingWith("Function")
                .check(CLASSES);
    }
}
