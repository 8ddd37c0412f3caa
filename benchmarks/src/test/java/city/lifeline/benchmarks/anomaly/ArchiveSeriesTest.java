package city.lifeline.benchmarks.anomaly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveSeriesTest {

    @Test
    void eachHoldsAnOddityBehindItsFirstTwoFifths() {
        List<LabelledSeries> all = ArchiveSeries.all(5);

        assertEquals(ArchiveSeries.Kind.values().length * ArchiveSeries.VARIANTS, all.size());
        for (LabelledSeries series : all) {
            int samples = series.odd().length;
            int odd = 0;
            for (int i = 0; i < samples; i++) {
                odd += series.odd()[i] ? 1 : 0;
                assertFalse(series.odd()[i] && i < samples / 3, series::toString);
                assertTrue(Arrays.stream(series.rows()[i]).allMatch(Double::isFinite));
            }
            assertTrue(odd > 0 && odd < samples / 5, () -> series.kind() + series.oddity());
        }
    }

    @Test
    void aSeedMakesTheSameSeries() {
        ArchiveSeries.Kind kind = ArchiveSeries.Kind.WATER_NETWORK;

        LabelledSeries once = ArchiveSeries.of(kind, 1, 7);
        LabelledSeries again = ArchiveSeries.of(kind, 1, 7);

        assertArrayEquals(once.rows(), again.rows());
        assertArrayEquals(once.odd(), again.odd());
    }
}
