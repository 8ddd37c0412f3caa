package city.lifeline.ingest.decode;

import java.util.HashMap;
import java.util.Map;

/**
 * The UCUM codes of SenML's units (RFC 8428, section 12.1; RFC 8798, sections 2 and 3).
 *
 * <p>Most are written alike; this holds the others. What is in neither is left as it came, for the
 * registry to refuse.
 */
final class SenmlUnits {

    private static final Map<String, String> UCUM = new HashMap<>();

    static {
        // RFC 8428.
        same(
                "m", "kg", "g", "s", "A", "K", "cd", "mol", "Hz", "rad", "sr", "N", "Pa", "J", "W",
                "C", "V", "F", "Ohm", "S", "Wb", "T", "H", "Cel", "lm", "lx", "Bq", "Gy", "Sv",
                "kat", "m2", "m3", "l", "m/s", "m/s2", "m3/s", "l/s", "W/m2", "cd/m2", "bit",
                "bit/s", "S/m", "dB", "%");
        UCUM.put("lat", "deg");
        UCUM.put("lon", "deg");
        UCUM.put("pH", "[pH]");
        UCUM.put("dBW", "dB[W]");
        UCUM.put("Bspl", "B[SPL]");
        UCUM.put("count", "1");
        UCUM.put("/", "1");
        UCUM.put("%RH", "%");
        UCUM.put("%EL", "%");
        UCUM.put("EL", "s");
        UCUM.put("1/s", "/s");
        UCUM.put("1/min", "/min");
        UCUM.put("beat/min", "/min");
        UCUM.put("beats", "1");
        // RFC 8798, section 2.
        same("J/m", "kg/m3", "deg");
        UCUM.put("B", "By");
        UCUM.put("VA", "V.A");
        UCUM.put("VAs", "V.A.s");
        UCUM.put("var", "V.A");
        UCUM.put("vars", "V.A.s");
        UCUM.put("NTU", "{NTU}");
        // RFC 8798, section 3.
        same(
                "ms", "min", "h", "MHz", "kW", "mV", "mA", "ug/m3", "mm/h", "m/h", "hPa", "mm",
                "cm", "km", "km/h", "Mbit/s");
        UCUM.put("kVA", "kV.A");
        UCUM.put("kvar", "kV.A");
        UCUM.put("Ah", "A.h");
        UCUM.put("Wh", "W.h");
        UCUM.put("kWh", "kW.h");
        UCUM.put("varh", "V.A.h");
        UCUM.put("kvarh", "kV.A.h");
        UCUM.put("kVAh", "kV.A.h");
        UCUM.put("Wh/km", "W.h/km");
        UCUM.put("KiB", "KiBy");
        UCUM.put("GB", "GBy");
        UCUM.put("B/s", "By/s");
        UCUM.put("MB/s", "MBy/s");
        UCUM.put("dBm", "dB[mW]");
        UCUM.put("ppm", "[ppm]");
        UCUM.put("/100", "%");
        UCUM.put("/1000", "[ppth]");
    }

    private SenmlUnits() {}

    private static void same(String... codes) {
        for (String code : codes) {
            UCUM.put(code, code);
        }
    }

    static String ucum(String senml) {
        return UCUM.getOrDefault(senml, senml);
    }
}
