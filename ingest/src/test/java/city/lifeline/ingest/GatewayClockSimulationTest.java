package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway's clock seen through a network with delays, driven by a seed. */
class GatewayClockSimulationTest {

    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long START = 1_795_334_400L * SECOND;
    private static final long SKEW = MINUTE;
    private static final long DAY = 24 * HOUR;

    /** What the gateway's clock says more than the true time, by the time since the start. */
    private static List<Message> messages(
            SplittableRandom random, LongUnaryOperator offset, long forUs) {
        long intervalUs = random.nextLong(SECOND, 10 * SECOND);
        List<Message> messages = new ArrayList<>();
        for (long t = random.nextLong(intervalUs); t < forUs; t += intervalUs) {
            messages.add(new Message(t + offset.applyAsLong(t), t + delay(random)));
        }
        messages.sort(Comparator.comparing(Message::comesUs));
        return messages;
    }

    private static long delay(SplittableRandom random) {
        return random.nextInt(20) == 0
                ? random.nextLong(5 * SECOND)
                : random.nextLong(20_000, 600_000);
    }

    private record Message(long sentUs, long comesUs) {}

    private static GatewayClock heard(List<Message> messages) {
        GatewayClock clock = new GatewayClock(SKEW, DAY);
        for (Message message : messages) {
            clock.heard(START + message.sentUs(), START + message.comesUs());
        }
        return clock;
    }

    private static void assertNear(long expected, long actual, long tolerance, String where) {
        assertTrue(
                Math.abs(expected - actual) <= tolerance,
                where + ": " + actual / 1e6 + " s instead of " + expected / 1e6 + " s");
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * HOUR, 8 * HOUR, 90 * SECOND, -2 * HOUR, -8 * HOUR, -90 * SECOND})
    void aWrongClockIsKnownWithinAMinute(long offset) {
        for (int seed = 0; seed < 200; seed++) {
            GatewayClock clock =
                    heard(messages(new SplittableRandom(seed), t -> offset, 75 * SECOND));
            assertNear(offset, clock.correctionUs(), 6 * SECOND, "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30 * SECOND, -25 * SECOND})
    void aClockThatIsKeptIsNeverCorrected(long offset) {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            GatewayClock clock = new GatewayClock(SKEW, DAY);
            for (Message message : messages(random, t -> offset, HOUR)) {
                clock.heard(START + message.sentUs(), START + message.comesUs());
                assertEquals(0, clock.correctionUs(), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aClockThatDriftsASecondAMinuteIsFollowed(long seconds) {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            GatewayClock clock = new GatewayClock(SKEW, DAY);
            for (Message message : messages(random, t -> t / 60 * seconds, 6 * HOUR)) {
                clock.heard(START + message.sentUs(), START + message.comesUs());
                long offset = message.comesUs() / 60 * seconds;
                long known = clock.offsetUs().orElse(0);
                assertNear(offset, known, 8 * SECOND, "seed " + seed);
            }
            assertNear(360 * SECOND * seconds, clock.correctionUs(), 8 * SECOND, "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.1, 2, 10, 1_000})
    void aBacklogThatIsWorkedOffIsNotAClockThatIsBehind(double speed) {
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Message> all = messages(random, t -> 0, 2 * HOUR);
            long cut = 10 * MINUTE;
            long back = 40 * MINUTE;
            List<Message> held =
                    all.stream().filter(m -> m.sentUs() > cut && m.sentUs() < back).toList();
            boolean liveGoesOn = random.nextBoolean();
            List<Message> come = new ArrayList<>();
            for (Message message : all) {
                boolean isHeld = held.contains(message);
                long worked = back + (long) ((message.sentUs() - cut) / speed);
                if (isHeld
                        || (!liveGoesOn
                                && message.sentUs() >= back
                                && worked > message.comesUs())) {
                    come.add(new Message(message.sentUs(), worked));
                } else {
                    come.add(message);
                }
            }
            come.sort(Comparator.comparing(Message::comesUs));
            GatewayClock clock = new GatewayClock(SKEW, DAY);
            boolean forgetful = random.nextBoolean();
            for (Message message : come) {
                if (forgetful && message.comesUs() > back) {
                    // Ingest was restarted during the outage.
                    clock = new GatewayClock(SKEW, DAY);
                    forgetful = false;
                }
                clock.heard(START + message.sentUs(), START + message.comesUs());
                assertEquals(0, clock.correctionUs(), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * HOUR, -8 * HOUR})
    void theBacklogOfAGatewayWhoseClockIsWrongIsCorrectedByTheSame(long offset) {
        for (int seed = 0; seed < 100; seed++) {
            GatewayClock clock =
                    heard(messages(new SplittableRandom(seed), t -> offset, 10 * MINUTE));
            long correction = clock.correctionUs();
            for (long t = 10 * MINUTE; t < HOUR; t += 5 * SECOND) {
                clock.heard(START + t + offset, START + HOUR + t / 100);
                assertNear(correction, clock.correctionUs(), 6 * SECOND, "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * HOUR, -8 * HOUR})
    void aClockThatIsSetRightIsRight(long offset) {
        for (int seed = 0; seed < 100; seed++) {
            GatewayClock clock =
                    heard(
                            messages(
                                    new SplittableRandom(seed),
                                    t -> t < HOUR ? offset : 0,
                                    HOUR + 100 * SECOND));
            assertEquals(0, clock.correctionUs(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {80L * 365 * DAY, 2 * DAY})
    void aClockBeyondCorrectionIsKnownAndNotCorrected(long offset) {
        GatewayClock clock = heard(messages(new SplittableRandom(1), t -> offset, MINUTE));

        assertEquals(0, clock.correctionUs());
        assertNear(offset, clock.offsetUs().orElse(0), SECOND, "");
    }
}
