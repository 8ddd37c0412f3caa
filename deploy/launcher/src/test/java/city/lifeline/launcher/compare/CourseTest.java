package city.lifeline.launcher.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final long HOUR_US = 3_600_000_000L;

    @Test
    void samplesOfAStepBecomeTheirMeanAndAGapIsNoValue() {
        Course.Builder builder = new Course.Builder(0, 30, 10);
        builder.add(0, 1);
        builder.add(9, 3);
        builder.add(20, 5);
        builder.add(30, 99);
        Course course = builder.build(ZoneOffset.UTC);

        assertArrayEquals(new double[] {2, Double.NaN, 5}, course.values());
        assertEquals(3.5, course.mean());
        assertEquals(1.5, course.deviation());
        assertEquals(2, course.count());
    }

    @Test
    void quantilesLieBetweenNeighbours() {
        Course course = course(new double[] {4, 1, 3, 2, 5});

        assertEquals(1, course.quantile(0));
        assertEquals(3, course.quantile(0.5));
        assertEquals(4.5, course.quantile(0.875), 1e-12);
    }

    @Test
    void noiseIsFoundOnTopOfATrend() {
        Random random = new Random(1);
        double[] values = new double[5_000];
        Arrays.setAll(values, i -> 0.3 * i + 2 * random.nextGaussian());

        assertEquals(2, course(values).noise(), 0.15);
    }

    @Test
    void aDayIsKeptAfterADayAndTheHourTellsIt() {
        double[] values = new double[24 * 20];
        Arrays.setAll(values, i -> 10 + Math.cos(2 * Math.PI * i / 24));
        Course course = course(values);

        assertEquals(1, course.autocorrelation(24), 1e-3);
        assertEquals(-1, course.autocorrelation(12), 1e-3);
        assertEquals(1, course.toldByTheHour(), 1e-9);
        assertEquals(11, course.dailyCycle()[0], 1e-9);
    }

    @Test
    void hoursAreThoseOfTheZone() {
        double[] values = new double[48];
        values[0] = 24;
        Course course = new Course(values, 0, HOUR_US, ZoneId.of("Asia/Shanghai"));

        assertEquals(12, course.dailyCycle()[8]);
    }

    @Test
    void aPictureOfTwoIsOneOfFourPanels() {
        double[] values = new double[24 * 4];
        Arrays.setAll(values, i -> Math.sin(i / 3.0));
        values[5] = Double.NaN;
        String svg =
                Picture.of(
                        "A < B",
                        course(values),
                        course(values).scaled(0, 2),
                        Duration.ofDays(2),
                        Duration.ofDays(1));

        assertTrue(svg.contains("A &lt; B"), svg);
        assertTrue(svg.contains("mean by hour of the day"), svg);
        assertTrue(svg.length() < 20_000, () -> "characters " + svg.length());
    }

    private static Course course(double[] values) {
        return new Course(values, 0, HOUR_US, ZoneOffset.UTC);
    }
}
