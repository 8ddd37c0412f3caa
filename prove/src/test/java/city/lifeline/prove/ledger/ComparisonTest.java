package city.lifeline.prove.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof is worth as much as its judge: each kind of fault must be seen. */
class ComparisonTest {

    @TempDir private Path directory;
    private Ledger ledger;

    @BeforeEach
    void publishThree() throws IOException {
        ledger = new Ledger(directory.resolve("ledger.csv"));
        for (int i = 1; i <= 3; i++) {
            ledger.publishing(List.of(new Entry("G", "b", i, "P", i * 1_000L, i)));
        }
        ledger.acknowledgedUpTo("G", "b", 2);
    }

    @AfterEach
    void close() throws IOException {
        ledger.close();
    }

    private static Kept kept(String gateway, int number, double value) {
        return new Kept(
                gateway, "b", number, "P", number * 1_000L, value, Quality.GOOD, Lane.LIVE, 0);
    }

    private Comparison compare(Kept... kept) {
        return Comparison.of(ledger, List.of(kept));
    }

    @Test
    void whatWasNotAcknowledgedMayBeThereOrNot() {
        assertTrue(compare(kept("G", 1, 1), kept("G", 2, 2)).isClean());
        assertTrue(compare(kept("G", 1, 1), kept("G", 2, 2), kept("G", 3, 3)).isClean());
    }

    @Test
    void anAcknowledgedReadingThatIsNotThereIsMissing() {
        Comparison comparison = compare(kept("G", 1, 1), kept("G", 3, 3));

        assertFalse(comparison.isClean());
        assertEquals(List.of(2L), comparison.missing().stream().map(Entry::seq).toList());
        assertTrue(comparison.inWords().contains("missing: 1"), comparison.inWords());
    }

    @Test
    void anotherValueIsMissingAndExtra() {
        Comparison comparison = compare(kept("G", 1, 1), kept("G", 2, 7));

        assertEquals(1, comparison.missing().size());
        assertEquals(1, comparison.extra().size());
    }

    @Test
    void aRepeatIsCountedAndIsNoFault() {
        Comparison comparison = compare(kept("G", 1, 1), kept("G", 2, 2), kept("G", 1, 1));

        assertTrue(comparison.isClean());
        assertEquals(1, comparison.repeats());
    }

    @Test
    void aReadingThatWasOvertakenIsOutOfOrder() {
        Comparison comparison = compare(kept("G", 2, 2), kept("G", 1, 1));

        assertFalse(comparison.isClean());
        assertEquals(1, comparison.disordered().size());
    }

    @Test
    void otherGatewaysAreNobodysBusiness() {
        assertTrue(compare(kept("G", 1, 1), kept("G", 2, 2), kept("H", 9, 9)).isClean());
    }

    @Test
    void theLedgerIsOnTheDisk() throws IOException {
        ledger.acknowledged("G", "", 7);

        assertEquals(
                List.of(
                        "G,b,1,P,1000,1.0",
                        "G,b,2,P,2000,2.0",
                        "G,b,3,P,3000,3.0",
                        "ack,G,b,1,2",
                        "ack,G,,7,7"),
                Files.readAllLines(directory.resolve("ledger.csv")));
    }
}
