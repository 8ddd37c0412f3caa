package city.lifeline.detection.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CycleTest {

    private static final int COUNT = 3_000;

    private static double wave(double at) {
        return Math.sin(2 * Math.PI * at) + 0.5 * Math.cos(4 * Math.PI * at);
    }

    @ParameterizedTest
    @ValueSource(doubles = {12, 40, 97.3, 288, 600})
    void whatRepeatsIsExpected(double period) {
        Cycle cycle = new Cycle();
        double most = 0;
        for (int i = 0; i < COUNT; i++) {
            double off = cycle.next(wave(i / period));
            if (i > 2_000) {
                most = Math.max(most, off);
            }
        }
        // The cycle is known (not a number otherwise), and nothing is off it.
        assertTrue(most < 0.2, "off by " + most);
    }

    @Test
    void halfACycleTooEarlyIsFarOff() {
        Cycle cycle = new Cycle();
        for (int i = 0; i < COUNT - 20; i++) {
            cycle.next(wave(i / 80.0));
        }
        double sum = 0;
        for (int i = COUNT - 20; i < COUNT; i++) {
            sum += cycle.next(wave(0.5 + i / 80.0));
        }
        assertTrue(sum / 20 > 0.2, "off by " + sum / 20);
    }

    @Test
    void noiseHasNoCycle() {
        SplittableRandom random = new SplittableRandom(4);
        Cycle cycle = new Cycle();
        int said = 0;
        for (int i = 0; i < COUNT; i++) {
            said += Double.isNaN(cycle.next(random.nextGaussian())) ? 0 : 1;
        }
        assertEquals(0, said);
    }

    @Test
    void aGapIsForgotten() {
        Cycle cycle = new Cycle();
        for (int i = 0; i < COUNT; i++) {
            cycle.next(wave(i / 40.0));
        }
        cycle.breakOff();
        assertTrue(Double.isNaN(cycle.next(0)));
    }

    @Test
    void aConstantHasNoCycle() {
        Cycle cycle = new Cycle();
        for (int i = 0; i < COUNT; i++) {
            assertTrue(Double.isNaN(cycle.next(3)), "at " + i);
        }
    }
}
