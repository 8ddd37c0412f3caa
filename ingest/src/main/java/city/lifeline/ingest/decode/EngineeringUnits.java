package city.lifeline.ingest.decode;

import java.util.Map;

/**
 * The UCUM codes of units as engineers write them in a control system, where no list is prescribed
 * (Sparkplug B's property {@code engUnit}).
 *
 * <p>What is not here is left as it came: the registry takes it if it is UCUM, and refuses it
 * otherwise.
 */
final class EngineeringUnits {

    private static final Map<String, String> UCUM =
            Map.ofEntries(
                    Map.entry("°C", "Cel"),
                    Map.entry("℃", "Cel"),
                    Map.entry("degC", "Cel"),
                    Map.entry("deg C", "Cel"),
                    Map.entry("C", "Cel"),
                    Map.entry("°F", "[degF]"),
                    Map.entry("℉", "[degF]"),
                    Map.entry("degF", "[degF]"),
                    Map.entry("deg F", "[degF]"),
                    Map.entry("°", "deg"),
                    Map.entry("psi", "[psi]"),
                    Map.entry("rpm", "/min"),
                    Map.entry("ppm", "[ppm]"),
                    Map.entry("ppb", "[ppb]"),
                    Map.entry("%RH", "%"),
                    Map.entry("%LEL", "%{LEL}"),
                    Map.entry("LEL", "%{LEL}"),
                    Map.entry("%VOL", "%{vol}"),
                    Map.entry("%vol", "%{vol}"),
                    Map.entry("NTU", "{NTU}"),
                    Map.entry("Ω", "Ohm"));

    private EngineeringUnits() {}

    static String ucum(String text) {
        String plain = text.strip();
        String known = UCUM.get(plain);
        if (known != null) {
            return known;
        }
        return plain.replace('²', '2').replace('³', '3').replace('µ', 'u').replace('μ', 'u');
    }
}
