package city.lifeline.ingest;

import city.lifeline.model.Lane;
import city.lifeline.model.registry.Point;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds values that a point cannot have reached since the sample before. The first sample of a new
 * level is not believed; if the next one agrees with it, the level is. What came longer ago than
 * three intervals says nothing, and neither does a sample that is not newer than the last.
 */
final class Jumps {

    private static final int MAX_POINTS = 250_000;
    private static final int INTERVALS = 3;
    private static final long SHORTEST_US = 1_000_000;

    private final Map<String, Memory> memories =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
                    return size() > MAX_POINTS;
                }
            };

    /** What is remembered of a point in a lane of a run. */
    static final class Memory {
        private final String boot;
        private final double jump;
        private final long reachUs;
        private long lastUs = Long.MIN_VALUE;
        private double last;
        private long doubtedUs = Long.MIN_VALUE;
        private double doubted;

        private Memory(Point point, String boot) {
            this.boot = boot;
            this.jump = point.jump().orElse(Double.POSITIVE_INFINITY);
            this.reachUs = Math.max(INTERVALS * point.interval().toNanos() / 1_000, SHORTEST_US);
        }

        /** Whether the sample is a jump; remembers it. */
        boolean isJump(long timeUs, double value) {
            if (timeUs <= Math.max(lastUs, doubtedUs)) {
                return false;
            }
            boolean lastCounts = lastUs != Long.MIN_VALUE && timeUs - lastUs <= reachUs;
            boolean doubtedCounts = doubtedUs != Long.MIN_VALUE && timeUs - doubtedUs <= reachUs;
            if ((lastCounts || doubtedCounts)
                    && !(lastCounts && agrees(value, last))
                    && !(doubtedCounts && agrees(value, doubted))) {
                doubtedUs = timeUs;
                doubted = value;
                return true;
            }
            lastUs = timeUs;
            last = value;
            doubtedUs = Long.MIN_VALUE;
            return false;
        }

        private boolean agrees(double value, double other) {
            return Math.abs(value - other) <= jump;
        }
    }

    /**
     * The memory of a point.
     *
     * @param boot in a run aside, which begins again with a new one; empty in the live run
     */
    Memory of(String run, String boot, Lane lane, Point point) {
        String key = run + '/' + lane + '/' + point.id();
        Memory known = memories.get(key);
        if (known == null
                || !known.boot.equals(boot)
                || known.jump != point.jump().orElse(Double.POSITIVE_INFINITY)) {
            known = new Memory(point, boot);
            memories.put(key, known);
        }
        return known;
    }

    void forget() {
        memories.clear();
    }
}
