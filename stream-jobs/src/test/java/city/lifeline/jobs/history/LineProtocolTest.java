package city.lifeline.jobs.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineProtocolTest {

    @Test
    void writesALineForEachSample() {
        assertEquals(
                """
                readings,run=live,point=BR-01-STR-3 value=1.5,quality="GOOD",lane="LIVE" 1000000
                readings,run=live,point=BR-01-STR-3 value=-0.0,quality="GOOD",lane="LIVE" 1010000
                """,
                lines(
                        "live",
                        Block.regular("BR-01-STR-3", 1_000_000, 10_000, new double[] {1.5, -0.0})));
    }

    @Test
    void keepsASampleWithoutAValueButNotTheValue() {
        Block block =
                new Block(
                        "P",
                        Lane.LATE,
                        7,
                        0,
                        new int[] {0, 5, 9},
                        new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300},
                        Quality.MISSING,
                        "",
                        "",
                        0,
                        0);
        assertEquals(
                """
                readings,run=r,point=P quality="MISSING",lane="LATE" 7
                readings,run=r,point=P quality="MISSING",lane="LATE" 12
                readings,run=r,point=P value=1.0E300,quality="MISSING",lane="LATE" 16
                """,
                lines("r", block));
    }

    @Test
    void aLineBreakCannotForgeALine() {
        assertEquals(
                "readings,run=a_b\\ c\\=d,point=x\\,y_ value=1.0,quality=\"GOOD\",lane=\"LIVE\" 1\n",
                lines("a\nb c=d", Block.single("x,y\\", 1, 1)));
    }

    @Test
    void escapesAsTheInfluxClientDoes() {
        String pool = "aZ09_.:-,= 井";
        SplittableRandom random = new SplittableRandom(20261122);
        for (int n = 0; n < 500; n++) {
            StringBuilder point = new StringBuilder("p");
            for (int i = random.nextInt(8); i > 0; i--) {
                point.append(pool.charAt(random.nextInt(pool.length())));
            }
            double value = random.nextDouble(-1e9, 1e9);
            String expected =
                    Point.measurement("readings")
                            .addTag("point", point.toString())
                            .addField("value", value)
                            .time(42, WritePrecision.US)
                            .toLineProtocol();
            String escaped = expected.substring("readings,".length(), expected.indexOf(" value="));
            String line = lines("live", Block.single(point.toString(), 42, value));
            assertEquals(
                    "readings,run=live," + escaped, line.substring(0, line.indexOf(" value=")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\n", "aaaaaaaaaa\nb\n", "a\nbbbbbbbbbbb\n", "a\nb\nc\n"})
    void halvesNeverPartALine(String lines) {
        int middle = LineProtocol.middle(lines);
        assertEquals('\n', lines.charAt(middle - 1));
        assertEquals(true, middle < lines.length());
    }

    @Test
    void oneLineHasNoMiddle() {
        assertEquals(0, LineProtocol.middle("a\n"));
        assertEquals(0, LineProtocol.middle("\n"));
    }

    private static String lines(String run, Block block) {
        StringBuilder lines = new StringBuilder();
        LineProtocol.append(lines, new RunBlock(run, block));
        return lines.toString();
    }
}
