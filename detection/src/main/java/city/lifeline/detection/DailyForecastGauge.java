package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Forecast;
import city.lifeline.model.Outlook;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the value will at least have become on the way to some time ahead, if the daily cycle goes
 * on as usual and the {@link Trend} of its distance from the cycle goes on, too: by the flattest
 * slope of its interval towards the limits, by none where it may be chance, by the median one where
 * it leads away. While the cycle is not known, the trend is that of the values, as {@link
 * ForecastGauge}'s.
 *
 * <p>The cycle is the median of each hour's means on the days before, straight between the middles
 * of hours. So what lies ahead is straight between them, too, and its greatest value is at one of
 * them or at the end.
 *
 * <p>In {@link Memory}: the trend's buckets and, beyond them, the ring of hours: {@code counts},
 * and sums in {@code first}; {@code lastSinceUs} is the newest hour's number, {@code lastCount} 1
 * once there is one. Not for two threads at once, as {@link Trend}.
 */
final class DailyForecastGauge implements Gauge, Trend.Base {

    private static final long HOUR_US = 3_600_000_000L;
    private static final double HOUR_S = 3_600;
    private static final int DAY = 24;

    private final Trend trend;
    private final ForecastGauge straight;
    private final Buckets buckets;
    private final int towards;
    private final double aheadS;
    private final int days;
    private final int ring;
    private final int back;
    private final String content;

    /** The cycle by hour, from {@code back} hours before the newest one on. */
    private final double[] cycle;

    private final double[] means;

    /** Whose cycle it is, and of which hour. */
    private @Nullable Memory learntOf;

    private long learntAt;

    /** The newest bucket's begin, from the begin of {@link #cycle}'s first hour. */
    private double baseS;

    /** The newest sample, in seconds from its bucket's begin. */
    private double nowS;

    DailyForecastGauge(Forecast forecast, boolean above, Duration interval) {
        trend = new Trend(forecast.window(), interval);
        straight = new ForecastGauge(forecast.window(), forecast.ahead(), above, interval);
        buckets = trend.buckets();
        towards = above ? 1 : -1;
        aheadS = Durations.us(forecast.ahead()) / 1e6;
        days = forecast.days();
        back = (int) Math.ceil(Durations.us(forecast.window()) / (double) HOUR_US) + 2;
        ring = days * DAY + back + 1;
        cycle = new double[back + (int) Math.ceil(aheadS / HOUR_S) + 3];
        means = new double[days];
        content = "forecast days " + days;
    }

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(content)
                && memory.stepUs == buckets.stepUs()
                && memory.counts.length == buckets.count() + ring;
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = content;
        memory.stepUs = buckets.stepUs();
        memory.counts = new int[buckets.count() + ring];
        memory.first = new double[buckets.count() + ring];
        memory.second = new double[buckets.count()];
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        addToHour(memory, Math.floorDiv(timeUs, HOUR_US), value);
        if (!learnCycle(memory)) {
            return straight.take(memory, timeUs, value);
        }
        trend.take(memory, timeUs, value);
        baseS = baseSeconds(memory);
        trend.look(memory, this);
        if (!trend.isKnown()) {
            return value;
        }
        trend.measureSlopes();
        int direction = trend.direction();
        double slope = direction == 0 ? 0 : trend.slope();
        if (direction == towards) {
            double flattest = trend.flattest(towards);
            slope = flattest * towards > 0 ? flattest : 0;
        }
        double now = seconds(memory, timeUs);
        double level = trend.level(slope, now);
        double farthest = value;
        for (double at = nextMiddle(now); at < now + aheadS; at += HOUR_S) {
            farthest = further(farthest, at(at) + level + slope * (at - now));
        }
        double end = now + aheadS;
        return further(farthest, at(end) + level + slope * aheadS);
    }

    private double further(double one, double other) {
        return towards > 0 ? Math.max(one, other) : Math.min(one, other);
    }

    @Override
    public @Nullable Outlook outlook(Memory memory, double value, double next, double red) {
        if (Double.isNaN(cycle[0])) {
            return straight.outlook(memory, value, next, red);
        }
        trend.look(memory, this);
        if (!trend.isKnown()) {
            return null;
        }
        trend.measureSlopes();
        double slope = trend.direction() == 0 ? 0 : trend.slope();
        double flattest = trend.direction() == 0 ? 0 : trend.flattest(towards);
        double steepest = trend.direction() == 0 ? 0 : trend.steepest(towards);
        return new Outlook(
                minutes(next, slope),
                minutes(next, steepest),
                minutes(next, flattest),
                minutes(red, slope));
    }

    /** Infinite where the limit is not reached within the time that is looked ahead. */
    private double minutes(double limit, double slope) {
        double now = nowS;
        double level = trend.level(slope, now);
        double from = now;
        double before = at(now) + level;
        while (!Double.isNaN(limit) && from < now + aheadS) {
            if ((before - limit) * towards >= 0) {
                return (from - now) / 60;
            }
            double to = Math.min(nextMiddle(from), now + aheadS);
            double after = at(to) + level + slope * (to - now);
            if ((after - limit) * towards >= 0) {
                return (from + (to - from) * (limit - before) / (after - before) - now) / 60;
            }
            from = to;
            before = after;
        }
        return Double.POSITIVE_INFINITY;
    }

    private double seconds(Memory memory, long timeUs) {
        nowS = (timeUs - buckets.startUs(memory, 0)) / 1e6;
        return nowS;
    }

    private double baseSeconds(Memory memory) {
        long firstUs = (memory.lastSinceUs - back) * HOUR_US;
        return (buckets.startUs(memory, 0) - firstUs) / 1e6;
    }

    /** The first middle of an hour after a time. */
    private double nextMiddle(double seconds) {
        double hours = (baseS + seconds) / HOUR_S - 0.5;
        return (Math.floor(hours + 1e-9) + 1.5) * HOUR_S - baseS;
    }

    @Override
    public double at(double seconds) {
        double hours = (baseS + seconds) / HOUR_S - 0.5;
        int hour = Math.max(0, Math.min(cycle.length - 2, (int) Math.floor(hours)));
        double part = hours - hour;
        return cycle[hour] + part * (cycle[hour + 1] - cycle[hour]);
    }

    private void addToHour(Memory memory, long hour, double value) {
        if (memory.lastCount == 0 || hour - memory.lastSinceUs >= ring) {
            Arrays.fill(memory.counts, buckets.count(), memory.counts.length, 0);
            memory.lastSinceUs = hour;
            memory.lastCount = 1;
        }
        while (memory.lastSinceUs < hour) {
            memory.lastSinceUs++;
            memory.counts[place(memory.lastSinceUs)] = 0;
        }
        int place = place(hour);
        memory.first[place] = memory.counts[place] == 0 ? value : memory.first[place] + value;
        memory.counts[place]++;
    }

    private int place(long hour) {
        return buckets.count() + (int) Math.floorMod(hour, (long) ring);
    }

    /** Whether every hour that matters is known. */
    private boolean learnCycle(Memory memory) {
        // It is made of hours that are over, so within an hour it stays.
        if (learntOf == memory && learntAt == memory.lastSinceUs) {
            return !Double.isNaN(cycle[0]);
        }
        learntOf = memory;
        learntAt = memory.lastSinceUs;
        for (int i = 0; i < cycle.length; i++) {
            cycle[i] = usual(memory, memory.lastSinceUs - back + i);
            if (Double.isNaN(cycle[i])) {
                cycle[0] = Double.NaN;
                return false;
            }
        }
        return true;
    }

    private double usual(Memory memory, long hour) {
        int known = 0;
        for (int day = 1; day <= days; day++) {
            long other = hour - (long) day * DAY;
            if (other > memory.lastSinceUs || other <= memory.lastSinceUs - ring) {
                continue;
            }
            int place = place(other);
            if (memory.counts[place] > 0) {
                means[known] = memory.first[place] / memory.counts[place];
                known++;
            }
        }
        if (2 * known < days) {
            return Double.NaN;
        }
        Arrays.sort(means, 0, known);
        return (means[(known - 1) / 2] + means[known / 2]) / 2;
    }
}
