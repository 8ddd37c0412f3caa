package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.Lateness;
import city.lifeline.detection.MemberWatch;
import city.lifeline.detection.PointDetector;
import city.lifeline.model.KafkaTopics;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DetectorsTest {

    private final Detectors detectors = new Detectors("live", Lateness.NONE);

    @BeforeEach
    void load() {
        SmallCity.of(2).read(record -> assertNull(detectors.apply(record)), () -> true);
    }

    @Test
    void knowsOnlyRegisteredPoints() {
        assertFalse(idle(detectors.of("P-0")));
        assertNull(detectors.of("P-9"));
    }

    @Test
    void hasNoRulesBeforeTheFirstSet() {
        Detectors empty = new Detectors("live", Lateness.NONE);
        assertFalse(empty.hasRules());
        assertEquals("", empty.rulesVersion());
    }

    @Test
    void compilesAPointOnce() {
        assertSame(detectors.of("P-0"), detectors.of("P-0"));
    }

    @Test
    void newRulesCompileEveryPointAnew() {
        PointDetector before = detectors.of("P-0");
        assertNull(detectors.apply(SmallCity.rules(1, "v2", 2.0, "gas-manhole")));
        assertEquals("v2", detectors.rulesVersion());
        assertNotSame(before, detectors.of("P-0"));
    }

    @Test
    void aRecordThatWasSeenChangesNothing() {
        assertNull(detectors.apply(SmallCity.rules(5, "v5")));
        assertNull(detectors.apply(SmallCity.rules(4, "v4")));
        assertNull(detectors.apply(SmallCity.rules(5, "v5 again")));
        assertEquals("v5", detectors.rulesVersion());
    }

    @Test
    void aFaultySetIsRefusedWholeAndTheOldOneStays() {
        String refusal = detectors.apply(SmallCity.rulesText(1, "v2", "rules: [{id: G1}]"));
        assertTrue(String.valueOf(refusal).startsWith("rule set v2: gas.yaml:"), refusal);
        assertEquals("v1", detectors.rulesVersion());
        assertFalse(idle(detectors.of("P-0")));
    }

    @Test
    void removedRulesAreRefusedAndTheOldOnesStay() {
        assertNotNull(
                detectors.apply(
                        new CompactedRecord(KafkaTopics.RULES, 0, 1, KafkaTopics.RULES_KEY, null)));
        assertTrue(detectors.hasRules());
    }

    @Test
    void bytesThatAreNoRecordAreRefused() {
        byte[] junk = {1, 2, 3};
        assertNotNull(
                detectors.apply(
                        new CompactedRecord(KafkaTopics.RULES, 0, 1, KafkaTopics.RULES_KEY, junk)));
        assertNotNull(
                detectors.apply(
                        new CompactedRecord(KafkaTopics.REGISTRY, 0, 99, "point/P-0", junk)));
        assertFalse(idle(detectors.of("P-0")));
    }

    @Test
    void aRemovedPointIsUnknown() {
        assertNotNull(detectors.of("P-0"));
        assertNull(detectors.apply(SmallCity.removed(50, "point/P-0")));
        assertNull(detectors.of("P-0"));
        assertNotNull(detectors.of("P-1"));
    }

    @Test
    void aChangedAssetChangesWhichRulesApply() {
        assertFalse(idle(detectors.of("P-0")));
        assertNull(detectors.apply(SmallCity.asset(50, "A-1", "bridge")));
        assertTrue(idle(detectors.of("P-0")));
    }

    @Test
    void whileTheRegistryChangesGroupsTakeASmallPartOfTheTime() {
        // Whatever is done takes 0.6 s.
        AtomicLong clock = new AtomicLong();
        Detectors slow = new Detectors("live", Lateness.NONE, () -> clock.addAndGet(600_000_000L));
        SmallCity.ofGroups(2).read(record -> assertNull(slow.apply(record)), () -> true);
        MemberWatch first = slow.watchOf("P-0");

        assertNull(slow.apply(SmallCity.point(50, "P-5")));
        MemberWatch second = slow.watchOf("P-0");
        assertNotSame(first, second, "one change is in force at once");

        assertNull(slow.apply(SmallCity.point(51, "P-6")));
        assertSame(second, slow.watchOf("P-0"), "of many, the groups from before are");
        clock.addAndGet(10_000_000_000L);
        MemberWatch third = slow.watchOf("P-0");
        assertNotSame(second, third, "until it is time");

        assertNull(slow.apply(SmallCity.point(52, "P-7")));
        assertNull(slow.apply(SmallCity.point(53, "P-8")));
        slow.watchOf("P-0");
        assertNull(slow.apply(SmallCity.rulesText(1, "v2", SmallCity.GROUPS)));
        assertNotSame(third, slow.watchOf("P-0"), "with new rules come their groups");
    }

    @Test
    void groupsThatTookLongToWorkOutAreWorkedOutAnewWithinAMinute() {
        AtomicLong clock = new AtomicLong();
        AtomicLong takes = new AtomicLong();
        Detectors slow = new Detectors("live", Lateness.NONE, () -> clock.addAndGet(takes.get()));
        SmallCity.ofGroups(2).read(record -> assertNull(slow.apply(record)), () -> true);
        takes.set(10_000_000_000L);
        MemberWatch first = slow.watchOf("P-0");
        takes.set(0);
        assertNull(slow.apply(SmallCity.point(50, "P-5")));
        assertSame(first, slow.watchOf("P-0"));
        assertTrue(slow.areGroupsOld());
        clock.addAndGet(41_000_000_000L);
        assertNotSame(first, slow.watchOf("P-0"));
        assertFalse(slow.areGroupsOld());
    }

    private static boolean idle(@Nullable PointDetector detector) {
        assertNotNull(detector);
        return detector.isIdle();
    }
}
