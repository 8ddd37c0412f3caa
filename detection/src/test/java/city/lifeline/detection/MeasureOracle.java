package city.lifeline.detection;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The measure of every sample, each worked out anew from the definitions of docs/rules.md over all
 * samples before it. What comes out are samples again, for {@link BatchOracle}.
 */
record MeasureOracle(String measure, int windowSeconds, int perSeconds) {

    private static final int MOST_OF_A_TREND = 24;
    private static final int MOST = 120;

    private record Sample(long second, double value) {}

    List<Block> measured(List<Block> blocks) {
        List<Sample> accepted = new ArrayList<>();
        List<Block> measured = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (Block block : blocks) {
            for (int i = 0; i < block.size(); i++) {
                long second = block.timeUs(i) / Given.SECOND_US;
                if (second <= newest) {
                    continue;
                }
                newest = second;
                double value = Double.NaN;
                if (isTrusted(block.quality()) && !Double.isNaN(block.value(i))) {
                    accepted.add(new Sample(second, block.value(i)));
                    value = of(accepted);
                }
                measured.add(
                        new Block(
                                Given.POINT,
                                Lane.LIVE,
                                second * Given.SECOND_US,
                                0,
                                new int[0],
                                new double[] {value},
                                Quality.GOOD,
                                "",
                                "",
                                0,
                                0));
            }
        }
        return measured;
    }

    private static boolean isTrusted(Quality quality) {
        return quality == Quality.GOOD || quality == Quality.UNCERTAIN || quality == Quality.CLOCK;
    }

    private double of(List<Sample> samples) {
        boolean trend = measure.equals("rate");
        int step = Math.max(1, (windowSeconds + most(trend) - 1) / most(trend));
        int count = windowSeconds / step;
        long last = samples.get(samples.size() - 1).second() / step;
        TreeMap<Long, List<Sample>> buckets = new TreeMap<>();
        for (Sample sample : samples) {
            long bucket = sample.second() / step;
            if (bucket > last - count) {
                buckets.computeIfAbsent(bucket, unused -> new ArrayList<>()).add(sample);
            }
        }
        List<Double> values =
                buckets.values().stream().flatMap(List::stream).map(Sample::value).toList();
        double highest = values.stream().mapToDouble(v -> v).max().orElseThrow();
        double lowest = values.stream().mapToDouble(v -> v).min().orElseThrow();
        boolean halfFull = 2 * buckets.size() >= count;
        return switch (measure) {
            case "sum" -> values.stream().mapToDouble(v -> v).sum();
            case "mean" ->
                    halfFull
                            ? values.stream().mapToDouble(v -> v).sum() / values.size()
                            : Double.NaN;
            case "rms" ->
                    halfFull
                            ? Math.sqrt(
                                    values.stream().mapToDouble(v -> v * v).sum() / values.size())
                            : Double.NaN;
            case "swing" -> highest - lowest;
            case "drop" -> highest - samples.get(samples.size() - 1).value();
            case "peak" -> halfFull ? peak(values) : Double.NaN;
            case "crest" -> halfFull ? crest(values) : Double.NaN;
            case "steepest" -> steepest(samples, last - count, step);
            case "rate" -> rate(List.copyOf(buckets.values()));
            default -> throw new IllegalArgumentException(measure);
        };
    }

    private static double peak(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).sum() / values.size();
        return values.stream().mapToDouble(v -> Math.abs(v - mean)).max().orElseThrow();
    }

    private static double crest(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).sum() / values.size();
        double squares = values.stream().mapToDouble(v -> v * v).sum() / values.size();
        double deviation = Math.sqrt(squares - mean * mean);
        return deviation > 0 ? peak(values) / deviation : 0;
    }

    /** A gap is more than three seconds; two samples are a second apart at least. */
    private double steepest(List<Sample> samples, long before, int step) {
        double steepest = 0;
        for (int i = 1; i < samples.size(); i++) {
            long apart = samples.get(i).second() - samples.get(i - 1).second();
            if (samples.get(i).second() / step > before && apart <= 3) {
                double change = Math.abs(samples.get(i).value() - samples.get(i - 1).value());
                steepest = Math.max(steepest, change / apart);
            }
        }
        return steepest * perSeconds;
    }

    private static int most(boolean trend) {
        return trend ? MOST_OF_A_TREND : MOST;
    }

    private double rate(List<List<Sample>> buckets) {
        int n = buckets.size();
        if (n < 4) {
            return Double.NaN;
        }
        double[] times = new double[n];
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            times[i] = buckets.get(i).stream().mapToDouble(Sample::second).average().orElseThrow();
            values[i] = buckets.get(i).stream().mapToDouble(Sample::value).average().orElseThrow();
        }
        int rising = 0;
        int falling = 0;
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                rising += values[j] > values[i] ? 1 : 0;
                falling += values[j] < values[i] ? 1 : 0;
                slopes.add((values[j] - values[i]) / (times[j] - times[i]));
            }
        }
        double variance = n * (n - 1) * (2 * n + 5) / 18.0;
        if ((Math.abs(rising - falling) - 1) / Math.sqrt(variance) < 1.645) {
            return 0;
        }
        slopes.sort(null);
        int middle = slopes.size() / 2;
        double slope =
                slopes.size() % 2 == 1
                        ? slopes.get(middle)
                        : (slopes.get(middle - 1) + slopes.get(middle)) / 2;
        return slope * perSeconds;
    }
}
