package city.lifeline.benchmarks.anomaly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.benchmarks.anomaly.SyntheticSeries.Kind;
import city.lifeline.benchmarks.anomaly.SyntheticSeries.Oddity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticSeriesTest {

    @Test
    void theSameSeedMakesTheSameSeries() {
        List<LabelledSeries> once = SyntheticSeries.all(5);
        List<LabelledSeries> again = SyntheticSeries.all(5);
        assertEquals(once.size(), again.size());
        for (int i = 0; i < once.size(); i++) {
            assertArrayEquals(once.get(i).odd(), again.get(i).odd());
            assertTrue(Arrays.deepEquals(once.get(i).rows(), again.get(i).rows()));
        }
    }

    @Test
    void anotherSeedMakesOthers() {
        assertFalse(
                Arrays.deepEquals(
                        SyntheticSeries.of(Kind.NOISE, Oddity.SHIFT, 1).rows(),
                        SyntheticSeries.of(Kind.NOISE, Oddity.SHIFT, 2).rows()));
    }

    @ParameterizedTest
    @EnumSource(Oddity.class)
    void eachOddityIsOneStretchOfTheSecondHalf(Oddity oddity) {
        for (Kind kind : Kind.values()) {
            if (!SyntheticSeries.goTogether(kind, oddity)) {
                continue;
            }
            boolean[] odd = SyntheticSeries.of(kind, oddity, 3).odd();
            int begins = 0;
            for (int i = 1; i < odd.length; i++) {
                begins += odd[i] && !odd[i - 1] ? 1 : 0;
                assertFalse(odd[i] && i < odd.length / 2, kind + " at " + i);
            }
            assertEquals(1, begins, kind.toString());
        }
    }

    @Test
    void everyValueIsANumber() {
        for (LabelledSeries series : SyntheticSeries.all(9)) {
            for (double[] row : series.rows()) {
                for (double value : row) {
                    assertTrue(Double.isFinite(value), series.kind() + " " + series.oddity());
                }
            }
        }
    }
}
