package city.lifeline.alerting.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Micros;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaveformTest {

    private static final long T0 = 1_795_334_400_000_000L;

    private final List<Waveform.Sample> samples = new ArrayList<>();

    /** Adds evenly spaced samples: 100 + a sine of 2 at 5 Hz + one of 0.5 at 20 Hz. */
    private void add(long fromUs, int count, long intervalUs) {
        for (int i = 0; i < count; i++) {
            long at = fromUs + i * intervalUs;
            double seconds = (at - T0) / 1e6;
            double value =
                    100
                            + 2 * Math.sin(2 * Math.PI * 5 * seconds)
                            + 0.5 * Math.sin(2 * Math.PI * 20 * seconds);
            samples.add(new Waveform.Sample(Micros.instant(at), value));
        }
    }

    private Waveform waveform() {
        return Waveform.of(
                samples,
                samples.stream().mapToLong(s -> Micros.of(s.time())).toArray(),
                samples.stream().mapToDouble(Waveform.Sample::value).toArray());
    }

    @Test
    void aSineHasALineOfItsAmplitudeAtItsFrequency() {
        add(T0, 3_000, 10_000);

        Waveform waveform = waveform();

        assertEquals(100, waveform.rateHz(), 1e-9);
        assertEquals(1_024, waveform.spectrum().size());
        assertEquals(2, waveform.peaks().size(), waveform.peaks().toString());
        assertEquals(5, waveform.peaks().get(0).hz(), 0.02);
        assertEquals(2, waveform.peaks().get(0).amplitude(), 0.2);
        assertEquals(20, waveform.peaks().get(1).hz(), 0.02);
        assertEquals(0.5, waveform.peaks().get(1).amplitude(), 0.06);
        assertTrue(waveform.spectrum().get(0) < 0.2, "the mean is not in it");
    }

    @Test
    void onlyWhatCameAfterTheLastGapIsInTheSpectrum() {
        add(T0, 1_000, 10_000);
        add(T0 + 60_000_000, 300, 10_000);

        Waveform waveform = waveform();

        assertEquals(1_300, waveform.samples().size());
        assertEquals(128, waveform.spectrum().size());
        assertEquals(
                Micros.instant(T0 + 60_000_000 + (300 - 256) * 10_000L), waveform.spectrumFrom());
        assertEquals(5, waveform.peaks().get(0).hz(), 0.2);
    }

    @Test
    void aFewSamplesHaveNoSpectrum() {
        assertEquals(List.of(), waveform().spectrum());
        add(T0, 63, 10_000);
        assertEquals(0, waveform().rateHz());
        assertEquals(List.of(), waveform().peaks());
    }

    @Test
    void aConstantHasNoPeaks() {
        for (int i = 0; i < 200; i++) {
            samples.add(new Waveform.Sample(Micros.instant(T0 + i * 10_000L), 7));
        }
        assertEquals(List.of(), waveform().peaks());
    }

    @Test
    void samplesOfOneMomentHaveNoRate() {
        for (int i = 0; i < 200; i++) {
            samples.add(new Waveform.Sample(Micros.instant(T0), i));
        }
        assertEquals(0, waveform().rateHz());
    }
}
