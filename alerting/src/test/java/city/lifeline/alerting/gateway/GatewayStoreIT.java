package city.lifeline.alerting.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.wire.GatewayStatusCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class GatewayStoreIT {

    private static final Instant HOUR = Instant.parse("2026-11-22T08:00:00Z");
    private static final long SINCE_US = Micros.of(HOUR.minusSeconds(60));

    private final TestDatabase database = new TestDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private final GatewayStore gateways = new GatewayStore(JdbcClient.create(jdbc));
    private final TopicIntake<?, Set<String>> intake =
            gateways.intake(
                    new TransactionTemplate(
                            new DataSourceTransactionManager(database.dataSource())),
                    new ConsumedOffsets(JdbcClient.create(jdbc)),
                    new UndecodableRecords(jdbc));
    private final Map<Integer, Long> offsets = new HashMap<>();
    private long offset;

    private static GatewayStatus status(
            Instant at,
            long sinceUs,
            long received,
            long missing,
            long startedUs,
            Map<String, Long> refused) {
        return new GatewayStatus(
                "GW-1",
                Micros.of(at),
                Micros.of(at),
                "b",
                received,
                sinceUs,
                received,
                missing,
                List.of(),
                startedUs,
                received,
                received,
                0,
                0,
                0,
                refused,
                OptionalDouble.empty(),
                false);
    }

    private Set<String> store(GatewayStatus... statuses) {
        List<RawRecord> batch =
                java.util.Arrays.stream(statuses)
                        .map(
                                status ->
                                        new RawRecord(
                                                0,
                                                offset++,
                                                null,
                                                GatewayStatusCodec.encode(status),
                                                Instant.EPOCH))
                        .toList();
        return intake.store(batch, offsets).parts().get(0);
    }

    @Test
    void hoursAreDifferencesOfTotals() {
        store(
                status(HOUR.plusSeconds(10), SINCE_US, 100, 0, 1, Map.of("parse", 3L)),
                status(HOUR.plusSeconds(20), SINCE_US, 150, 5, 1, Map.of("parse", 4L)));
        store(
                status(
                        HOUR.plusSeconds(3_700),
                        SINCE_US,
                        250,
                        2,
                        1,
                        Map.of("parse", 4L, "type", 1L)));

        assertEquals(
                List.of(
                        new GatewayHour(HOUR, 150, 5, 4),
                        new GatewayHour(HOUR.plusSeconds(3_600), 100, -3, 1)),
                gateways.hours("GW-1", HOUR));
        GatewayFigures figures = gateways.all(HOUR).getOrDefault("GW-1", GatewayFigures.NONE);
        assertEquals(250, figures.received());
        assertEquals(2, figures.missing());
        assertEquals(Map.of("parse", 4L, "type", 1L), figures.refused());
    }

    @Test
    void aRestartCountsNothingTwice() {
        store(status(HOUR.plusSeconds(10), SINCE_US, 100, 4, 1, Map.of("parse", 3L)));
        // Received and missing go on where they were; refused begins again.
        store(status(HOUR.plusSeconds(20), SINCE_US, 110, 4, 2, Map.of("parse", 1L)));
        // The progress was lost: everything begins again.
        store(status(HOUR.plusSeconds(30), SINCE_US + 7, 5, 1, 3, Map.of()));

        assertEquals(List.of(new GatewayHour(HOUR, 115, 5, 4)), gateways.hours("GW-1", HOUR));
    }

    @Test
    void whatIsReadAgainOrComesLateChangesNothing() {
        store(status(HOUR.plusSeconds(10), SINCE_US, 100, 0, 1, Map.of()));
        store(status(HOUR.plusSeconds(20), SINCE_US, 120, 0, 1, Map.of()));

        assertEquals(Set.of(), store(status(HOUR.plusSeconds(10), SINCE_US, 100, 0, 1, Map.of())));
        assertEquals(Set.of(), store(status(HOUR.plusSeconds(20), SINCE_US, 120, 0, 1, Map.of())));
        assertEquals(List.of(new GatewayHour(HOUR, 120, 0, 0)), gateways.hours("GW-1", HOUR));
    }

    @Test
    void whatALongKnownGatewaySentBeforeIsNoNewsOfThisHour() {
        store(
                status(
                        HOUR.plusSeconds(10),
                        Micros.of(HOUR.minus(Duration.ofDays(9))),
                        1_000_000,
                        7,
                        1,
                        Map.of()));

        assertEquals(List.of(), gateways.hours("GW-1", HOUR));
        assertEquals(
                1_000_000,
                gateways.all(HOUR).getOrDefault("GW-1", GatewayFigures.NONE).status() == null
                        ? 0
                        : 1_000_000);
    }

    @Test
    void anUnreadableStatusStopsNothing() {
        intake.store(
                List.of(
                        new RawRecord(0, offset++, null, new byte[] {(byte) 0xff}, Instant.EPOCH),
                        new RawRecord(0, offset++, null, null, Instant.EPOCH)),
                offsets);
        store(status(HOUR.plusSeconds(10), SINCE_US, 100, 0, 1, Map.of()));

        assertEquals(1, gateways.all(HOUR).size());
        assertNull(gateways.all(HOUR).get("GW-2"));
    }

    @Test
    void oldHoursGo() {
        store(status(HOUR.plusSeconds(10), SINCE_US, 100, 0, 1, Map.of("parse", 1L)));

        gateways.tidy(HOUR.plusSeconds(3_600));

        assertEquals(List.of(), gateways.hours("GW-1", HOUR));
    }
}
