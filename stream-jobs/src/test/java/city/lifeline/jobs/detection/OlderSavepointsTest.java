package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an older version remembered of every kind of rule is understood by this one: it goes on from
 * that version's savepoint as if it had judged everything itself.
 *
 * <p>It holds a rule {@code STUCK}, too, which the set no longer has: what teaches such a rule has
 * changed since, and it finds other rests until its days are over. So the rest is as if it were
 * gone.
 *
 * <p>The savepoint was written at {@link #SAVED_AT}, with {@code OperatorSnapshotUtil}, by the
 * version that knew the rules of {@link #RULES}. Never write it anew: add another beside it.
 */
class OlderSavepointsTest {

    private static final long T0 = 1_795_334_400_000_000L;
    private static final long MINUTE = 60_000_000;
    private static final int SAVED_AT = 6 * 24 * 60;
    private static final int ENDS_AT = 12 * 24 * 60;

    private static final String RULES =
            """
            zone: Asia/Shanghai
            rules:
            """
                    + rule(
                            "VALUE",
                            "%{vol}",
                            "raise: above",
                            "{raise: 12, clear: 11, onDelay: 9min}")
                    + rule("SUM", "%{vol}", "sum: {window: 2h}", "{raise: 1100, clear: 1000}")
                    + rule("MEAN", "%{vol}", "mean: {window: 2h}", "{raise: 11, clear: 10}")
                    + rule("RMS", "%{vol}", "rms: {window: 2h}", "{raise: 11.5, clear: 10}")
                    + rule("SWING", "%{vol}", "swing: {window: 1h}", "{raise: 9, clear: 7}")
                    + rule("DROP", "%{vol}", "drop: {window: 1h}", "{raise: 6, clear: 2}")
                    + rule("RATE", "%{vol}", "rate: {window: 2h, per: 1h}", "{raise: 3, clear: 1}")
                    + rule(
                            "AHEAD",
                            "%{vol}",
                            "forecast: {window: 2h, ahead: 1h}",
                            "{raise: 15, clear: 11}")
                    + rule("USUAL", "1", "usual: {days: 4, floor: 1}", "{raise: 1.4, clear: 1.1}")
                    + rule("COUNT", "1", "count: {window: 1d, above: 13}", "{raise: 3, clear: 2}")
                    + rule(
                            "NIGHT",
                            "%{vol}",
                            "when: {hours: 02:00 to 04:00, once: true}",
                            "{raise: 9, clear: 8, samples: 2 of 3}");

    private static String rule(String id, String unit, String looksAt, String limits) {
        return """
              - id: %s
                name: {zh: 甲烷, en: Methane}
                applies: {quantity: methane}
                unit: "%s"
                raise: above
                %s
                grades: {yellow: %s}
                source: for tests
            """
                .formatted(
                        id,
                        unit,
                        looksAt.equals("raise: above") ? "latch: false" : looksAt,
                        limits);
    }

    @Test
    void goesOnFromASavepointThatKnowsEveryMeasure() throws Exception {
        OperatorSubtaskState savepoint =
                OperatorSnapshotUtil.readStateHandle(
                        OperatorSnapshotUtil.getResourceFilename(
                                "savepoints/detect-measures.savepoint"));
        List<WarningEvent> whole;
        List<WarningEvent> before;
        try (Harness harness = open(null)) {
            feed(harness, 0, SAVED_AT);
            before = harness.extractOutputValues();
            feed(harness, SAVED_AT, ENDS_AT);
            whole = harness.extractOutputValues();
        }
        List<WarningEvent> after = whole.subList(before.size(), whole.size());
        List<WarningEvent> restored;
        try (Harness harness = open(savepoint)) {
            feed(harness, SAVED_AT, ENDS_AT);
            restored = harness.extractOutputValues();
        }
        assertEquals(after, restored);
        for (String rule :
                List.of(
                        "VALUE", "SUM", "MEAN", "RMS", "SWING", "DROP", "RATE", "AHEAD", "USUAL",
                        "COUNT", "NIGHT")) {
            assertTrue(
                    restored.stream().anyMatch(event -> event.rule().equals(rule)),
                    rule + " has something to say");
        }
        assertTrue(
                restored.stream()
                        .anyMatch(event -> event.number() > 1 && !isFirst(event, restored)),
                "warnings were open when it was saved");
    }

    private static boolean isFirst(WarningEvent event, List<WarningEvent> events) {
        return events.stream().anyMatch(e -> e.id().equals(event.id()) && e.number() == 1);
    }

    private static void feed(Harness harness, int fromMinute, int toMinute) throws Exception {
        for (Block block : series().subList(fromMinute, toMinute)) {
            harness.processElement(block, block.startUs() / 1_000);
        }
    }

    /** A sample a minute: a daily cycle, surges, noise, rests, a few bad ones. */
    private static List<Block> series() {
        SplittableRandom random = new SplittableRandom(17);
        List<Block> blocks = new ArrayList<>();
        double surge = 0;
        int rest = 0;
        double value = 0;
        for (int minute = 0; minute < ENDS_AT; minute++) {
            surge = random.nextInt(300) == 0 ? random.nextDouble() * 12 - 2 : surge * 0.99;
            rest =
                    rest == 0 && random.nextInt(900) == 0
                            ? random.nextInt(5, 90)
                            : Math.max(0, rest - 1);
            if (rest == 0) {
                double hour = minute / 60.0;
                value =
                        Math.round(
                                        (7
                                                        + 2 * Math.sin(hour * Math.PI / 12)
                                                        + surge
                                                        + random.nextDouble())
                                                * 1_000)
                                / 1_000.0;
            }
            blocks.add(
                    new Block(
                            "P-0",
                            Lane.LIVE,
                            T0 + minute * MINUTE,
                            0,
                            new int[0],
                            new double[] {value},
                            random.nextInt(200) == 0 ? Quality.BAD : Quality.GOOD,
                            "",
                            "",
                            0,
                            0));
        }
        return blocks;
    }

    private static Harness open(@Nullable OperatorSubtaskState savepoint) throws Exception {
        Harness harness = new Harness();
        if (savepoint != null) {
            harness.initializeState(savepoint);
        }
        harness.open();
        harness.processBroadcastElement(SmallCity.point(50, "P-0", Duration.ofMinutes(1)), 0);
        harness.processBroadcastElement(SmallCity.rulesText(1, "v2", RULES), 0);
        return harness;
    }

    private static final class Harness
            extends KeyedBroadcastOperatorTestHarness<
                    String, Block, CompactedRecord, WarningEvent> {

        private Harness() throws Exception {
            super(
                    new CoBroadcastWithKeyedOperator<>(
                            new DetectionFunction(
                                    "live", SmallCity.of(1), false, Duration.ZERO, Duration.ZERO),
                            List.of()),
                    Block::point,
                    Types.STRING,
                    128,
                    1,
                    0);
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
