package city.lifeline.prove.poison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.lifeline.prove.process.BuiltClone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which test shows what becomes of a row of the collection of bad inputs. */
class BadInputRowsTest {

    private static final String BOUNDARY = "mqtt-ingest";

    /** Rows that are no message, or whose effect is seen elsewhere than in Kafka. */
    private static final Map<String, String> ELSEWHERE =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("M001", "BrokerIT.letsNobodyInWithoutAnAccount"),
                            Map.entry("M004", "SecurityIT.aRevokedCertificateEndsTheConnection…"),
                            Map.entry("M008", "SecurityIT.aConnectThatNeverComesIsNotWaitedFor…"),
                            Map.entry("M010", "HiveMQ's own decoder"),
                            Map.entry("M011", "SecurityIT.aFloodOfConnectsIsTurnedAway…"),
                            Map.entry("M013", "BrokerIT.aGatewayPublishesItsOwnTopicsOnly"),
                            Map.entry("M015", "BrokerIT.aGatewayHearsItsOwnAcknowledgementsOnly"),
                            Map.entry("M016", "SecurityIT.aTopicWithAWildcardEndsTheConnection"),
                            Map.entry("M019", "SecurityIT.aTopicTooLongOrTooDeepIsRefused"),
                            Map.entry("M024", "SecurityIT.aRetainedPublishIsTakenOnceAndNotKept"),
                            Map.entry("M060", "AdmissionTest: sentinels"),
                            Map.entry("M063", "detection's tests: a stuck sensor"),
                            Map.entry("M064", "AdmissionTest: jumps"),
                            Map.entry("M070", "AdmissionTest: clocks"),
                            Map.entry("M084", "SignaturesTest"),
                            Map.entry("M087", "SecurityIT.aFloodOfOneGatewayIsSlowedDown…"),
                            Map.entry("M088", "the flood of warnings (P13), with notifications")));

    @Test
    void everyRowIsShownSomewhere() throws IOException {
        Path collection =
                BuiltClone.ofThisProcess().home().resolve("../shared/bad-inputs.tsv").normalize();
        assumeTrue(Files.isReadable(collection), "skipped: there is no " + collection);
        Set<String> rows = new TreeSet<>();
        for (String line : Files.readAllLines(collection)) {
            String[] fields = line.split("\t", -1);
            if (fields.length > 1 && fields[1].equals(BOUNDARY)) {
                rows.add(fields[0]);
            }
        }
        Set<String> shown = new TreeSet<>(ELSEWHERE.keySet());
        shown.addAll(new BadInputs(new Random(1), "GW", List.of("P"), "GHOST").rows());
        assertEquals(rows, shown);
    }
}
