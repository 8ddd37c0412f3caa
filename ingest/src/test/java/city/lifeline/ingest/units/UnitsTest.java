package city.lifeline.ingest.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    private final Units units = new Units();

    @ParameterizedTest
    @CsvSource({
        "kPa, MPa, 101.325, 0.101325",
        "MPa, kPa, 0.3, 300",
        "bar, MPa, 3, 0.3",
        "mbar, kPa, 1013.25, 101.325",
        "[degF], Cel, 32, 0",
        "[degF], Cel, 212, 100",
        "[degF], Cel, -40, -40",
        "K, Cel, 273.15, 0",
        "Cel, K, 0, 273.15",
        "Cel, [degF], 100, 212",
        "L/s, m3/h, 10, 36",
        "m3/h, L/s, 36, 10",
        "l/min, m3/h, 100, 6",
        "ug/m3, mg/m3, 20000, 20",
        "cm, m, 25, 0.25",
        "mm[Hg], kPa, 760, 101.32472",
        "m[H2O], kPa, 1, 9.80665",
        "[ppm]{vol}, %{vol}, 5000, 0.5",
        "10*-6{strain}, 10*-3{strain}, 300, 0.3",
        "um/m{strain}, 10*-6{strain}, 120, 120",
        "10*3/m3, /m3, 2, 2000",
        "10*3.m, km, 2, 2",
        "{LEL}, %{LEL}, 0.25, 25",
        "m{a}/s{b}, km/h{a}{b}, 1, 3.6",
        "[g], m/s2, 1, 9.80665",
        "1, %, 0.5, 50",
        "min, s, 1.5, 90"
    })
    void convertsWithinADimension(String from, String to, double value, double expected) {
        UnitConversion conversion = units.between(from, to);

        assertNull(conversion.problem());
        assertEquals(expected, conversion.apply(value), Math.ulp(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "%{LEL}, %{vol}, braces",
        "%, %{LEL}, braces",
        "{NTU}, 1, braces",
        "{NTU}, {FNU}, braces",
        "kPa{gauge}, kPa{abs}, braces",
        "Cel, MPa, another quantity",
        "C, Cel, did you mean Cel?",
        "degF, Cel, did you mean [degF]?",
        "psi, MPa, did you mean [psi]?",
        "°C, Cel, did you mean Cel?",
        "%LEL, %{LEL}, did you mean %{LEL}?",
        "furlong, m, not a UCUM code",
        "k Pa, MPa, not a UCUM code",
        "kPa, 兆帕, the point's is not a UCUM code",
        "dB, 1, logarithmic",
        "[pH], mol/L, logarithmic",
        "m9999, m, not a UCUM code",
        "((((((((((((((((((((, m, not a UCUM code",
        "{LEL, %{LEL}, not a UCUM code",
        "10*-999, 1, not a UCUM code"
    })
    void saysWhatIsWrongWithAUnit(String from, String to, String problem) {
        UnitConversion conversion = units.between(from, to);

        String said = conversion.problem();
        assertNotNull(said);
        assertTrue(said.contains(problem), said);
        assertTrue(said.endsWith("registered in " + to), said);
    }

    @Test
    void aUnitIsItself() {
        assertSame(UnitConversion.NONE, units.between("兆帕", "兆帕"));
    }

    @Test
    void aConversionIsCompiledOnce() {
        assertSame(units.between("kPa", "MPa"), units.between("kPa", "MPa"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void noTextIsTooMuch(long seed) {
        String[] parts = {
            "kPa", "m", "/", ".", "2", "-", "(", ")", "[in_i]", "%", "Cel", "10*", "^", "[", "]",
            "'", "\"", "99", "1", "B", "Np", "[pH]", "dB", "+", "{a}", "{", "}", " ", "\0", "ä"
        };
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            UnitConversion conversion = units.between(text.toString(), "kPa");
            assertTrue(conversion.problem() != null || conversion.factor() != 0, text::toString);
        }
    }
}
