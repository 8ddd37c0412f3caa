package city.lifeline.detection;

import city.lifeline.model.Block;
import city.lifeline.model.Grade;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a threshold rule must say, worked out over the whole series at once from definitions, with
 * no state machine: whether a grade is on at a sample is looked up backwards through all samples
 * before it. Slow on purpose.
 */
record BatchOracle(
        boolean above,
        double[] raise,
        double[] clear,
        int[] onDelaySeconds,
        int[] offDelaySeconds,
        boolean latch,
        boolean acceptsBad,
        int gapSeconds,
        int[] need,
        int[] of) {

    /** Where one sample is enough. */
    BatchOracle(
            boolean above,
            double[] raise,
            double[] clear,
            int[] onDelaySeconds,
            int[] offDelaySeconds,
            boolean latch,
            boolean acceptsBad,
            int gapSeconds) {
        this(
                above,
                raise,
                clear,
                onDelaySeconds,
                offDelaySeconds,
                latch,
                acceptsBad,
                gapSeconds,
                new int[] {1, 1, 1, 1},
                new int[] {1, 1, 1, 1});
    }

    private static final long PEAK_EVERY_SECONDS = 10;
    private static final List<Grade> GRADES =
            List.of(Grade.BLUE, Grade.YELLOW, Grade.ORANGE, Grade.RED);

    /** An accepted sample; {@code follows}: no other sample came between it and the one before. */
    private record Sample(long second, double value, boolean follows) {}

    static List<String> brief(List<WarningEvent> events) {
        return events.stream()
                .map(
                        event ->
                                "%s %s peak %s value %s peakValue %s from %d at %d no. %d"
                                        .formatted(
                                                event.kind(),
                                                event.grade(),
                                                event.peak(),
                                                event.value(),
                                                event.peakValue(),
                                                event.raisedAtUs() / Given.SECOND_US,
                                                event.atUs() / Given.SECOND_US,
                                                event.number()))
                .toList();
    }

    List<String> events(List<Block> blocks) {
        List<Sample> samples = accepted(blocks);
        int[] latched = new int[samples.size()];
        for (int i = 0; i < latched.length; i++) {
            latched[i] = highestOn(samples, i);
        }
        List<String> events = new ArrayList<>();
        int start = 0;
        while (start < latched.length) {
            if (latched[start] < 0) {
                start++;
                continue;
            }
            int end = start;
            while (end < latched.length && latched[end] >= 0) {
                end++;
            }
            episode(samples, latched, start, end, events);
            start = end;
        }
        return events;
    }

    /** From the raising sample to the clearing one, which may be missing. */
    private void episode(
            List<Sample> samples, int[] latched, int start, int end, List<String> events) {
        int number = 0;
        long toldAt = 0;
        double toldPeak = 0;
        for (int i = start; i <= end && i < latched.length; i++) {
            int from = start;
            int at = i;
            int peak = IntStream.rangeClosed(from, at).map(j -> latched[j]).max().orElseThrow();
            int before = i == start ? -1 : held(latched, from, i - 1);
            int now = latched[i] < 0 ? -1 : held(latched, from, i);
            double peakValue =
                    IntStream.rangeClosed(from, at)
                            .mapToDouble(j -> samples.get(j).value())
                            .reduce(above ? Math::max : Math::min)
                            .orElseThrow();
            Sample sample = samples.get(i);
            String kind;
            if (i == start) {
                kind = "RAISED";
            } else if (now < 0) {
                kind = "CLEARED";
            } else if (now > before) {
                kind = "UPGRADED";
            } else if (now < before) {
                kind = "DOWNGRADED";
            } else if (peakValue != toldPeak && sample.second() - toldAt >= PEAK_EVERY_SECONDS) {
                kind = "PEAKED";
            } else {
                continue;
            }
            number++;
            toldAt = sample.second();
            toldPeak = peakValue;
            events.add(
                    "%s %s peak %s value %s peakValue %s from %d at %d no. %d"
                            .formatted(
                                    kind,
                                    now < 0 ? null : GRADES.get(now),
                                    GRADES.get(peak),
                                    sample.value(),
                                    peakValue,
                                    samples.get(start).second(),
                                    sample.second(),
                                    number));
        }
    }

    private int held(int[] latched, int start, int at) {
        return latch
                ? IntStream.rangeClosed(start, at).map(j -> latched[j]).max().orElseThrow()
                : latched[at];
    }

    private int highestOn(List<Sample> samples, int at) {
        for (int grade = raise.length - 1; grade >= 0; grade--) {
            if (isOn(samples, grade, at)) {
                return grade;
            }
        }
        return -1;
    }

    /** On, if the last time that the grade was due to change it was due to be raised. */
    private boolean isOn(List<Sample> samples, int grade, int at) {
        for (int i = at; i >= 0; i--) {
            if (need[grade] == 1
                    ? lasted(samples, i, grade, true) >= onDelaySeconds[grade]
                    : isDangerous(samples, i, grade)
                            && IntStream.rangeClosed(Math.max(0, i - of[grade] + 1), i)
                                            .filter(j -> isDangerous(samples, j, grade))
                                            .count()
                                    >= need[grade]) {
                return true;
            }
            if (lasted(samples, i, grade, false) >= offDelaySeconds[grade]) {
                return false;
            }
        }
        return false;
    }

    /**
     * For how many seconds up to a sample the value has been dangerous, or else safe; gaps do not
     * count. −1: it is not.
     */
    private long lasted(List<Sample> samples, int at, int grade, boolean dangerous) {
        if (!is(samples.get(at), grade, dangerous)) {
            return -1;
        }
        long seconds = 0;
        for (int i = at; i > 0 && is(samples.get(i - 1), grade, dangerous); i--) {
            long passed = samples.get(i).second() - samples.get(i - 1).second();
            if (samples.get(i).follows() && passed <= gapSeconds) {
                seconds += passed;
            }
        }
        return seconds;
    }

    private boolean isDangerous(List<Sample> samples, int at, int grade) {
        return is(samples.get(at), grade, true);
    }

    private boolean is(Sample sample, int grade, boolean dangerous) {
        double value = above ? sample.value() : -sample.value();
        return dangerous
                ? value >= (above ? raise[grade] : -raise[grade])
                : value < (above ? clear[grade] : -clear[grade]);
    }

    private List<Sample> accepted(List<Block> blocks) {
        List<Sample> accepted = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        boolean follows = true;
        for (Block block : blocks) {
            Quality quality = block.quality();
            boolean trusted =
                    quality == Quality.GOOD
                            || quality == Quality.UNCERTAIN
                            || quality == Quality.CLOCK
                            || (acceptsBad && quality == Quality.BAD);
            for (int i = 0; i < block.size(); i++) {
                long second = block.timeUs(i) / Given.SECOND_US;
                if (second <= newest) {
                    continue;
                }
                newest = second;
                if (trusted && !Double.isNaN(block.value(i))) {
                    accepted.add(new Sample(second, block.value(i), follows));
                    follows = true;
                } else {
                    follows = false;
                }
            }
        }
        return accepted;
    }
}
