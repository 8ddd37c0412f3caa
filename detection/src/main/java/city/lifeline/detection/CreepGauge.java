package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Creep;
import java.time.Duration;
import java.util.Arrays;

/**
 * A slow slope, at bounded state. A day's value is the median of its hours' means, so that neither
 * the daily cycle nor a few odd hours move it.
 *
 * <p>Over days: the median slope of all pairs (Theil–Sen), where it is more than chance
 * (Mann–Kendall, its variance widened by the residuals' autocorrelation of a day). Over years: each
 * 48th of a year has the median of its days; the slope is the median of what two values differ that
 * are whole years apart (as in the seasonal Kendall slope of Hirsch, Slack and Smith 1982), so that
 * the season falls out. The limit of chance is one-sided 1 %.
 *
 * <p>It is worked out when a day, or 48th of a year, is over, and stays until the next. In {@link
 * Memory}: {@code counts} and {@code first} are the 24 hours of the newest day and, beyond them,
 * the days of the newest 48th; {@code second} is the ring of values, not a number where there is
 * none; {@code newest} is the newest day, {@code last} the slope. Immutable.
 */
final class CreepGauge implements Gauge {

    static final int PARTS_OF_YEAR = 48;

    private static final double SIGNIFICANT = 2.326;
    private static final long HOUR_US = 3_600_000_000L;
    private static final int HOURS = 24;
    private static final long DAY_US = HOURS * HOUR_US;

    /** Days in four years. */
    private static final int DAYS = 1_461;

    private static final int YEARS = 4;
    private static final int MOST_DAYS_OF_PART = 8;
    private static final int LEAST_PAIRS = 8;

    private final boolean years;
    private final int ring;
    private final String content;
    private final double perDays;
    private final int leastHours;
    private final int leastDaysOfPart;
    private final int leastValues;

    CreepGauge(Creep creep, Duration interval) {
        years = creep.years() > 0;
        ring = years ? (creep.years() + 1) * PARTS_OF_YEAR : creep.days();
        content = "creep " + (years ? creep.years() + "a" : creep.days() + "d");
        perDays = Durations.us(creep.per()) / (double) DAY_US;
        double days = Math.max(1, Durations.us(interval) / (double) DAY_US);
        double hours = Math.max(1, Durations.us(interval) / (double) HOUR_US);
        leastHours = Math.max(1, (int) Math.ceil(HOURS / hours / 2));
        leastDaysOfPart = Math.max(1, (int) (DAYS / (double) (YEARS * PARTS_OF_YEAR) / days / 2));
        double expected = years ? creep.years() * PARTS_OF_YEAR : creep.days();
        double apart = years ? Math.max(1, days * YEARS * PARTS_OF_YEAR / DAYS) : days;
        leastValues = (int) Math.max(LEAST_PAIRS, Math.ceil(expected / apart / 2));
    }

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(content) && memory.second.length == ring;
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = content;
        memory.counts = new int[HOURS + 1];
        memory.first = new double[HOURS + MOST_DAYS_OF_PART];
        memory.second = new double[ring];
        Arrays.fill(memory.second, Double.NaN);
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        long day = Math.floorDiv(timeUs, DAY_US);
        if (memory.newest == Long.MIN_VALUE) {
            memory.newest = day;
        }
        if (day > memory.newest) {
            endDay(memory, day);
        }
        int hour = (int) (Math.floorMod(timeUs, DAY_US) / HOUR_US);
        memory.first[hour] = memory.counts[hour] == 0 ? value : memory.first[hour] + value;
        memory.counts[hour]++;
        return memory.last;
    }

    private void endDay(Memory memory, long next) {
        double value = valueOfDay(memory);
        Arrays.fill(memory.counts, 0, HOURS, 0);
        long before = memory.newest;
        memory.newest = next;
        if (!years) {
            move(memory, before, next, value);
            memory.last = slopeOfDays(memory);
            return;
        }
        if (!Double.isNaN(value)) {
            memory.first[HOURS + memory.counts[HOURS]] = value;
            memory.counts[HOURS]++;
        }
        long part = partOfYear(before);
        if (partOfYear(next) > part) {
            int known = memory.counts[HOURS];
            memory.counts[HOURS] = 0;
            double median =
                    known < leastDaysOfPart
                            ? Double.NaN
                            : median(Arrays.copyOfRange(memory.first, HOURS, HOURS + known));
            move(memory, part, partOfYear(next), median);
            memory.last = slopeOfYears(memory, partOfYear(next));
        }
    }

    private static long partOfYear(long day) {
        return Math.floorDiv(day * YEARS * PARTS_OF_YEAR, (long) DAYS);
    }

    private double valueOfDay(Memory memory) {
        double[] means = new double[HOURS];
        int known = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            if (memory.counts[hour] > 0) {
                means[known] = memory.first[hour] / memory.counts[hour];
                known++;
            }
        }
        return known < leastHours ? Double.NaN : median(Arrays.copyOf(means, known));
    }

    private void move(Memory memory, long from, long to, double value) {
        for (long each = Math.max(from, to - ring); each < to; each++) {
            memory.second[place(each)] = each == from ? value : Double.NaN;
        }
    }

    private int place(long number) {
        return (int) Math.floorMod(number, (long) ring);
    }

    /** Not a number where too little is known. */
    private double slopeOfDays(Memory memory) {
        double[] times = new double[ring];
        double[] values = new double[ring];
        int n = 0;
        for (long day = memory.newest - ring; day < memory.newest; day++) {
            double value = memory.second[place(day)];
            if (!Double.isNaN(value)) {
                times[n] = day - memory.newest;
                values[n] = value;
                n++;
            }
        }
        if (n < leastValues) {
            return Double.NaN;
        }
        double[] slopes = new double[n * (n - 1) / 2];
        int pairs = 0;
        int rising = 0;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                slopes[pairs] = (values[i] - values[j]) / (times[i] - times[j]);
                rising += Double.compare(values[i], values[j]);
                pairs++;
            }
        }
        double slope = median(slopes);
        double[] residuals = new double[n];
        for (int i = 0; i < n; i++) {
            residuals[i] = values[i] - slope * times[i];
        }
        double widened = 1 / effective(residuals, n);
        double deviation = Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18 * widened);
        return (Math.abs(rising) - 1) / deviation >= SIGNIFICANT ? slope * perDays : 0;
    }

    /** Not a number where too few values are a year apart. */
    private double slopeOfYears(Memory memory, long next) {
        double[] slopes = new double[ring * ring / PARTS_OF_YEAR];
        double[] steps = new double[ring];
        int pairs = 0;
        int n = 0;
        for (long part = next - ring; part < next; part++) {
            double value = memory.second[place(part)];
            for (int apart = 1; !Double.isNaN(value) && apart * PARTS_OF_YEAR < ring; apart++) {
                long other = part - (long) apart * PARTS_OF_YEAR;
                double before = other < next - ring ? Double.NaN : memory.second[place(other)];
                if (Double.isNaN(before)) {
                    continue;
                }
                slopes[pairs] = (value - before) / apart;
                pairs++;
                if (apart == 1) {
                    steps[n] = value - before;
                    n++;
                }
            }
        }
        if (n < leastValues) {
            return Double.NaN;
        }
        double slope = median(Arrays.copyOf(slopes, pairs));
        double[] distances = new double[n];
        for (int i = 0; i < n; i++) {
            distances[i] = Math.abs(steps[i] - slope);
        }
        double scale = 1.4826 * median(distances);
        double error = 1.2533 * scale / Math.sqrt(n * effective(steps, n));
        return Math.abs(slope) > SIGNIFICANT * error ? slope * perDays * YEARS / DAYS : 0;
    }

    /** How many independent values each is worth, by their lag-one autocorrelation; at most 1. */
    private static double effective(double[] values, int n) {
        double middle = median(Arrays.copyOf(values, n));
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double each = values[i] - middle;
            squares += each * each;
            products += i == 0 ? 0 : each * (values[i - 1] - middle);
        }
        double correlation = squares == 0 ? 0 : Math.max(0, Math.min(0.98, products / squares));
        return (1 - correlation) / (1 + correlation);
    }

    /** Sorts them. */
    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
}
