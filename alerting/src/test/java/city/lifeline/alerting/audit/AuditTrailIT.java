package city.lifeline.alerting.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.TestDatabase;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditTrailIT {

    private JdbcTemplate jdbc = new JdbcTemplate();
    private AuditTrail trail = new AuditTrail(JdbcClient.create(jdbc), "k");

    @BeforeEach
    void fiveEntries() {
        jdbc = new TestDatabase().jdbc();
        trail = new AuditTrail(JdbcClient.create(jdbc), "key");
        TransactionTemplate transactions =
                new TransactionTemplate(
                        new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
        for (int i = 1; i <= 5; i++) {
            String subject = "warning/" + i;
            transactions.executeWithoutResult(
                    status ->
                            trail.add(
                                    Instant.parse("2026-11-26T08:00:00.123456789Z"),
                                    "王丽",
                                    "ACKNOWLEDGE",
                                    subject,
                                    "via SMS"));
        }
    }

    private String fault() {
        return String.valueOf(trail.verify(Map.of()).fault());
    }

    @Test
    void whatNobodyTouchedIsAsItWasWritten() {
        AuditTrail.Verdict verdict = trail.verify(Map.of());
        assertNull(verdict.fault());
        assertEquals(5, verdict.entries());
    }

    @Test
    void anEditedEntryIsNamed() {
        jdbc.update("update audit_trail set person = 'someone else' where number = 3");
        assertTrue(fault().startsWith("entry 3 "), fault());
    }

    @Test
    void anEntryThatWasTakenOutIsNamed() {
        jdbc.update("delete from audit_trail where number = 3");
        assertEquals("entry 3 is gone", fault());
        jdbc.update("update audit_trail set number = number - 1 where number > 3");
        assertTrue(fault().startsWith("entry 3 "), fault());
    }

    @Test
    void entriesThatChangedPlacesAreNamed() {
        jdbc.update("update audit_trail set number = 6 where number = 2");
        jdbc.update("update audit_trail set number = 2 where number = 3");
        jdbc.update("update audit_trail set number = 3 where number = 6");
        assertTrue(fault().startsWith("entry 2 "), fault());
    }

    @Test
    void whatIsCutOffAtTheEndIsMissedByWhoNotedTheEnd() {
        AuditTrail.Verdict before = trail.verify(Map.of());
        String mac = Objects.requireNonNull(before.headMac());
        jdbc.update("delete from audit_trail where number > 3");
        assertNull(trail.verify(Map.of()).fault());
        assertNotNull(trail.verify(Map.of(before.head(), mac)).fault());
    }

    @Test
    void whoHasTheDatabaseAloneCannotWriteAChainOfTheirOwn() {
        AuditTrail forged = new AuditTrail(JdbcClient.create(jdbc), "another key");
        jdbc.update("delete from audit_trail");
        new TransactionTemplate(
                        new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())))
                .executeWithoutResult(
                        status -> forged.add(Instant.EPOCH, "nobody", "NOTHING", "", ""));
        assertTrue(fault().startsWith("entry 1 "), fault());
    }
}
