package city.lifeline.simulators.replay;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Local times of one zone. */
final class LocalTimes {

    private final @Nullable ZoneRules rules;
    private final @Nullable ZoneOffset fixed;

    LocalTimes(@Nullable ZoneId zone) {
        rules = zone == null ? null : zone.getRules();
        fixed = rules != null && rules.isFixedOffset() ? rules.getOffset(Instant.EPOCH) : null;
    }

    long toUtc(LocalDateTime time, long previousUs) {
        if (rules == null) {
            throw new IllegalArgumentException(
                    "has no time zone: write one (such as Z or +08:00), or name it in a"
                            + " mapping");
        }
        if (fixed != null) {
            return microseconds(time.toInstant(fixed));
        }
        List<ZoneOffset> offsets = rules.getValidOffsets(time);
        if (offsets.isEmpty()) {
            throw new IllegalArgumentException(
                    "never was: clocks skipped it when summer time began");
        }
        long us = microseconds(time.toInstant(offsets.get(0)));
        return offsets.size() > 1 && us <= previousUs
                ? microseconds(time.toInstant(offsets.get(1)))
                : us;
    }

    static long microseconds(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1_000);
    }
}
