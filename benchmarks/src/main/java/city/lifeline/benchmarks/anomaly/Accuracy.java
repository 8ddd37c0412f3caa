package city.lifeline.benchmarks.anomaly;

import java.util.Arrays;

/** How well scores tell odd samples from others. */
public final class Accuracy {

    private Accuracy() {}

    /** Areas under curves over all thresholds. */
    record Areas(double precisionRecall, double receiver) {}

    /** Of samples and of events at one threshold, as counts, so that they add up over series. */
    record Counts(
            int hits, int falseAlarms, int misses, int events, int found, int alarms, int right) {

        Counts plus(Counts other) {
            return new Counts(
                    hits + other.hits,
                    falseAlarms + other.falseAlarms,
                    misses + other.misses,
                    events + other.events,
                    found + other.found,
                    alarms + other.alarms,
                    right + other.right);
        }

        double f1() {
            return hits == 0 ? 0 : 2.0 * hits / (2.0 * hits + falseAlarms + misses);
        }
    }

    /** Average precision, and the probability that an odd sample scores above another. */
    static Areas areas(double[] scores, boolean[] odd, int from) {
        int count = scores.length - from;
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> from + i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        double positives = 0;
        for (int i = from; i < odd.length; i++) {
            positives += odd[i] ? 1 : 0;
        }
        double negatives = count - positives;
        double hits = 0;
        double seen = 0;
        double precisionRecall = 0;
        double receiver = 0;
        for (int i = 0; i < count; ) {
            // Equal scores are one step: their order says nothing.
            double score = scores[order[i]];
            double newHits = 0;
            double newSeen = 0;
            for (; i < count && scores[order[i]] == score; i++) {
                newHits += odd[order[i]] ? 1 : 0;
                newSeen++;
            }
            receiver += (newSeen - newHits) * (hits + newHits / 2);
            hits += newHits;
            seen += newSeen;
            precisionRecall += newHits * hits / seen;
        }
        return new Areas(precisionRecall / positives, receiver / (positives * negatives));
    }

    /**
     * At one threshold. An alarm lasts until the score is below {@code release}; it is right if it
     * overlaps an event, and an event is found if an alarm overlaps it.
     */
    static Counts at(double threshold, double release, double[] scores, boolean[] odd, int from) {
        int hits = 0;
        int falseAlarms = 0;
        int misses = 0;
        int events = 0;
        int found = 0;
        int alarms = 0;
        int right = 0;
        boolean open = false;
        boolean openIsRight = false;
        boolean eventIsFound = false;
        for (int i = from; i < scores.length; i++) {
            boolean above = scores[i] >= threshold;
            hits += above && odd[i] ? 1 : 0;
            falseAlarms += above && !odd[i] ? 1 : 0;
            misses += !above && odd[i] ? 1 : 0;
            if (above && !open) {
                open = true;
                openIsRight = false;
                alarms++;
            } else if (open && scores[i] < release) {
                open = false;
            }
            if (odd[i] && (i == from || !odd[i - 1])) {
                events++;
                eventIsFound = false;
            }
            if (odd[i] && open) {
                if (!eventIsFound) {
                    eventIsFound = true;
                    found++;
                }
                if (!openIsRight) {
                    openIsRight = true;
                    right++;
                }
            }
        }
        return new Counts(hits, falseAlarms, misses, events, found, alarms, right);
    }
}
