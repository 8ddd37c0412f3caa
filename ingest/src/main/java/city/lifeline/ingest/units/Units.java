package city.lifeline.ingest.units;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.IncommensurableException;
import javax.measure.MeasurementException;
import javax.measure.Unit;
import javax.measure.UnitConverter;
import javax.measure.format.UnitFormat;
import org.jspecify.annotations.Nullable;
import systems.uom.ucum.format.UCUMFormat;
import systems.uom.ucum.internal.format.TokenMgrError;

/**
 * Conversions between UCUM codes, each compiled once. Not safe for several threads.
 *
 * <p>To UCUM an annotation such as {@code {LEL}} means nothing; to us it is a part of the unit:
 * values are converted only between units that carry the same annotations. So {@code %{LEL}} never
 * becomes {@code %{vol}} nor {@code %}, and {@code {NTU}} never becomes {@code 1}. Logarithmic
 * units (dB, pH) are not converted at all.
 */
public final class Units {

    private static final int MAX_LENGTH = 40;
    private static final int MAX_KNOWN = 1_000;

    private static final Pattern ANNOTATION = Pattern.compile("\\{([!-z|~]*)}");
    // The library knows no powers of ten.
    private static final Pattern POWER_OF_TEN =
            Pattern.compile("10[*^]([+-]?[0-9]{1,2})(?:\\.(?=.)|(?=/)|$)");
    // It follows an exponent of 9999 until the stack is full.
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{3}");

    /** How people write units that have another code. */
    private static final Map<String, String> MEANT =
            Map.ofEntries(
                    Map.entry("C", "Cel"),
                    Map.entry("degC", "Cel"),
                    Map.entry("°C", "Cel"),
                    Map.entry("℃", "Cel"),
                    Map.entry("F", "[degF]"),
                    Map.entry("degF", "[degF]"),
                    Map.entry("°F", "[degF]"),
                    Map.entry("℉", "[degF]"),
                    Map.entry("psi", "[psi]"),
                    Map.entry("PSI", "[psi]"),
                    Map.entry("mmHg", "mm[Hg]"),
                    Map.entry("mH2O", "m[H2O]"),
                    Map.entry("mmH2O", "mm[H2O]"),
                    Map.entry("ppm", "[ppm]"),
                    Map.entry("ppb", "[ppb]"),
                    Map.entry("m³/h", "m3/h"),
                    Map.entry("m^3/h", "m3/h"),
                    Map.entry("m³", "m3"),
                    Map.entry("m/s²", "m/s2"),
                    Map.entry("m/s^2", "m/s2"),
                    Map.entry("mg/m³", "mg/m3"),
                    Map.entry("µg/m3", "ug/m3"),
                    Map.entry("µε", "10*-6{strain}"),
                    Map.entry("%LEL", "%{LEL}"),
                    Map.entry("%vol", "%{vol}"),
                    Map.entry("%VOL", "%{vol}"),
                    Map.entry("NTU", "{NTU}"),
                    Map.entry("kpa", "kPa"),
                    Map.entry("Kpa", "kPa"),
                    Map.entry("KPa", "kPa"),
                    Map.entry("Mpa", "MPa"),
                    Map.entry("mpa", "MPa"),
                    Map.entry("sec", "s"),
                    Map.entry("hr", "h"),
                    Map.entry("rpm", "{rpm}"));

    private final UnitFormat format = UCUMFormat.getInstance(UCUMFormat.Variant.CASE_SENSITIVE);

    private final Map<Pair, UnitConversion> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Pair, UnitConversion> eldest) {
                    return size() > MAX_KNOWN;
                }
            };

    private record Pair(String from, String to) {}

    /** A code taken apart: {@code 10^power × unit}, and its annotations in alphabetical order. */
    private record Parsed(Unit<?> unit, int power, List<String> annotations) {}

    /** The conversion of values in one unit to another. */
    public UnitConversion between(String from, String to) {
        if (from.equals(to)) {
            return UnitConversion.NONE;
        }
        return known.computeIfAbsent(new Pair(from, to), pair -> compile(from, to));
    }

    private UnitConversion compile(String from, String to) {
        String registered = "; the point is registered in " + to;
        Parsed source = parse(from);
        if (source == null) {
            String meant = MEANT.get(from);
            return UnitConversion.impossible(
                    "the unit is not a UCUM code"
                            + (meant == null ? "" : ", did you mean " + meant + "?")
                            + registered);
        }
        Parsed target = parse(to);
        if (target == null) {
            return UnitConversion.impossible(
                    "the unit cannot be converted, for the point's is not a UCUM code"
                            + registered);
        }
        UnitConverter converter;
        try {
            converter = source.unit().getConverterToAny(target.unit());
        } catch (IncommensurableException e) {
            String meant = MEANT.get(from);
            return UnitConversion.otherQuantity(
                    "the unit measures another quantity than the point's"
                            + (meant == null ? "" : ", did you mean " + meant + "?")
                            + registered);
        } catch (RuntimeException e) {
            // What the library throws for units such as kPa.dB.
            return notLinear(registered);
        }
        if (!source.annotations().equals(target.annotations())) {
            return UnitConversion.impossible(
                    "the unit and the point's differ in what stands in braces, so a value in one"
                            + " is no value in the other"
                            + registered);
        }
        return linear(converter, source.power() - target.power(), registered);
    }

    private static UnitConversion notLinear(String registered) {
        return UnitConversion.impossible(
                "logarithmic and similar units are not converted" + registered);
    }

    private static UnitConversion linear(UnitConverter converter, int power, String registered) {
        double offset;
        double slope;
        try {
            offset = converter.convert(0.0);
            slope = (converter.convert(1e6) - offset) / 1e6;
            double expected = offset + 12_345 * slope;
            double actual = converter.convert(12_345.0);
            if (!(slope != 0 && Math.abs(actual - expected) <= 1e-9 * Math.abs(slope) * 12_345)) {
                return notLinear(registered);
            }
        } catch (RuntimeException e) {
            // The library's own way to say that pH has no value at 0.
            return notLinear(registered);
        }
        double scale = BigDecimal.ONE.scaleByPowerOfTen(power).doubleValue();
        UnitConversion linear = UnitConversion.linear(slope * scale, offset * scale);
        return power == 0 || offset == 0 ? linear : notLinear(registered);
    }

    private @Nullable Parsed parse(String code) {
        if (code.isEmpty() || code.length() > MAX_LENGTH || !isPlain(code)) {
            return null;
        }
        List<String> annotations = new ArrayList<>();
        Matcher braces = ANNOTATION.matcher(code);
        StringBuilder bare = new StringBuilder();
        int from = 0;
        while (braces.find()) {
            annotations.add(braces.group(1));
            bare.append(code, from, braces.start());
            // {a}/{b} is 1/1.
            boolean alone =
                    (bare.isEmpty() || bare.charAt(bare.length() - 1) == '/')
                            && (braces.end() == code.length()
                                    || "/.".indexOf(code.charAt(braces.end())) >= 0);
            bare.append(alone ? "1" : "");
            from = braces.end();
        }
        bare.append(code, from, code.length());
        Collections.sort(annotations);
        String rest = bare.toString();
        int power = 0;
        Matcher ten = POWER_OF_TEN.matcher(rest);
        if (ten.lookingAt()) {
            power = Integer.parseInt(ten.group(1));
            rest = rest.substring(ten.end());
            rest = rest.isEmpty() ? "1" : rest.startsWith("/") ? "1" + rest : rest;
        }
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0 || LONG_NUMBER.matcher(rest).find()) {
            return null;
        }
        try {
            return new Parsed(format.parse(rest), power, annotations);
        } catch (MeasurementException | TokenMgrError | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isPlain(String code) {
        for (int i = 0; i < code.length(); i++) {
            if (code.charAt(i) <= ' ' || code.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
