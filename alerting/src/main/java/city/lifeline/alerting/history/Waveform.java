package city.lifeline.alerting.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.complex.Complex;
import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;

/**
 * Evenly spaced samples of a point and the spectrum of their fluctuation.
 *
 * <p>The spectrum is that of the newest 2ⁿ samples without a gap, less their mean, under a Hann
 * window; a sine of amplitude A has a line of height A at its frequency.
 *
 * @param rateHz samples a second; 0: too few in a row for a spectrum
 * @param spectrumFrom time of the first sample that is in the spectrum
 * @param spectrum amplitudes from 0 Hz on, in steps of {@code stepHz}; empty as above
 * @param peaks the highest lines, highest first
 */
public record Waveform(
        List<Sample> samples,
        double rateHz,
        Instant spectrumFrom,
        double stepHz,
        List<Double> spectrum,
        List<Peak> peaks) {

    static final int MOST = 65_536;
    private static final int LONGEST = 16_384;
    private static final int SHORTEST = 64;
    private static final int PEAKS = 5;

    /** So that a line of a Hann window, which is three wide, is not two peaks. */
    private static final int APART = 3;

    public Waveform {
        samples = List.copyOf(samples);
        spectrum = List.copyOf(spectrum);
        peaks = List.copyOf(peaks);
    }

    /** One reading. */
    public record Sample(Instant time, double value) {}

    /** A line that stands out. */
    public record Peak(double hz, double amplitude) {}

    /**
     * Of samples in order of time.
     *
     * @param timesUs µs since the epoch, parallel to {@code values}
     */
    static Waveform of(List<Sample> samples, long[] timesUs, double[] values) {
        int count = values.length;
        long[] gaps = new long[Math.max(0, count - 1)];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = timesUs[i + 1] - timesUs[i];
        }
        long[] sorted = gaps.clone();
        Arrays.sort(sorted);
        long usual = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        int first = count;
        // From the newest backwards to the first gap.
        int start = count - 1;
        while (start > 0 && Math.abs(gaps[start - 1] - usual) <= usual / 2) {
            start--;
        }
        int run = count - Math.max(0, start);
        int length = Math.min(LONGEST, Integer.highestOneBit(Math.max(1, run)));
        if (usual <= 0 || length < SHORTEST) {
            return new Waveform(
                    samples,
                    0,
                    samples.isEmpty() ? Instant.EPOCH : samples.get(0).time(),
                    0,
                    List.of(),
                    List.of());
        }
        first -= length;
        double rate = (length - 1) * 1e6 / (timesUs[count - 1] - timesUs[first]);
        List<Double> spectrum = amplitudes(Arrays.copyOfRange(values, first, count));
        double step = rate / length;
        return new Waveform(
                samples, rate, samples.get(first).time(), step, spectrum, peaks(spectrum, step));
    }

    private static List<Double> amplitudes(double[] values) {
        int length = values.length;
        double mean = Arrays.stream(values).average().orElse(0);
        double[] windowed = new double[length];
        for (int i = 0; i < length; i++) {
            windowed[i] = (values[i] - mean) * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
        }
        Complex[] transform =
                new FastFourierTransformer(DftNormalization.STANDARD)
                        .transform(windowed, TransformType.FORWARD);
        List<Double> amplitudes = new ArrayList<>(length / 2);
        for (int i = 0; i < length / 2; i++) {
            // Half of a sine is at its negative frequency, and the window halves it once more.
            amplitudes.add(transform[i].norm() * 4 / length);
        }
        return amplitudes;
    }

    private static List<Peak> peaks(List<Double> spectrum, double step) {
        List<Double> sorted = spectrum.stream().sorted().toList();
        double noise = sorted.get(sorted.size() / 2);
        List<Integer> candidates = new ArrayList<>();
        for (int i = APART; i < spectrum.size() - 1; i++) {
            double here = spectrum.get(i);
            if (here > spectrum.get(i - 1) && here >= spectrum.get(i + 1) && here > 5 * noise) {
                candidates.add(i);
            }
        }
        candidates.sort(Comparator.comparing(spectrum::get).reversed());
        List<Integer> chosen = new ArrayList<>();
        for (int candidate : candidates) {
            if (chosen.size() < PEAKS
                    && chosen.stream().allMatch(other -> Math.abs(other - candidate) >= APART)) {
                chosen.add(candidate);
            }
        }
        return chosen.stream()
                .map(i -> new Peak((i + between(spectrum, i)) * step, spectrum.get(i)))
                .toList();
    }

    /** Where between the lines the top lies, of a parabola through the three. */
    private static double between(List<Double> spectrum, int i) {
        double before = spectrum.get(i - 1);
        double after = spectrum.get(i + 1);
        double bend = before - 2 * spectrum.get(i) + after;
        return bend == 0 ? 0 : 0.5 * (before - after) / bend;
    }
}
