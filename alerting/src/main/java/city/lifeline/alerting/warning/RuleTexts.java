package city.lifeline.alerting.warning;

import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.TextTemplate;
import city.lifeline.model.Grade;
import city.lifeline.model.Outlook;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a warning's rule has to say: what has happened, and what to do first. */
public final class RuleTexts {

    private static final int MAX_LENGTH = 500;
    private static final int FIGURES = 4;

    /** Of the first digit, beyond which a number is told by its power of ten. */
    private static final int LEAST_MAGNITUDE = -4;

    private static final int MOST_MAGNITUDE = 12;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

    /** Controls and what is invisible: a name must not be able to rearrange a sentence. */
    private static final Pattern UNWANTED = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\s]+");

    private final ZoneId zone;

    /**
     * For readers in a time zone.
     *
     * @param zone in which times are written
     */
    public RuleTexts(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * What is said, in both languages.
     *
     * @param text what has happened; null if the rule's sentence needs what is not known, such as
     *     the minutes to a limit that was reached
     * @param measures what to do first; null if the rule does not say
     */
    public record Said(@Nullable Text text, @Nullable Text measures) {}

    /** Each variable is filled in once: what looks like one within a name stays as it is. */
    public Said of(Warning warning, Rule rule, @Nullable Point point, @Nullable Asset asset) {
        Map<String, String> zh = values(warning, rule, point, asset, true);
        Map<String, String> en = values(warning, rule, point, asset, false);
        return new Said(text(rule.text(), zh, en), measures(rule.measures(), zh, en));
    }

    /** What to do first is said also where a number in it is not known. */
    private static @Nullable Text measures(
            Text template, Map<String, String> zh, Map<String, String> en) {
        for (String used : List.of(template.zh(), template.en())) {
            for (String variable : TextTemplate.variables(used)) {
                if (variable.startsWith(TextTemplate.VALUE_OF)) {
                    zh.putIfAbsent(variable, "–");
                    en.putIfAbsent(variable, "–");
                }
            }
        }
        return text(template, zh, en);
    }

    private static @Nullable Text text(
            Text template, Map<String, String> zh, Map<String, String> en) {
        if (template.zh().isBlank() && template.en().isBlank()) {
            return null;
        }
        for (String used : List.of(template.zh(), template.en())) {
            if (!zh.keySet().containsAll(TextTemplate.variables(used))) {
                return null;
            }
        }
        return new Text(rendered(template.zh(), zh), rendered(template.en(), en));
    }

    private static String rendered(String template, Map<String, String> values) {
        String text = line(TextTemplate.render(template, values));
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = MAX_LENGTH - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + '…';
    }

    private Map<String, String> values(
            Warning warning, Rule rule, @Nullable Point point, @Nullable Asset asset, boolean zh) {
        Map<String, String> values = new HashMap<>();
        values.put("rule", warning.rule());
        values.put("ruleName", name(rule.name(), warning.rule(), zh));
        values.put("point", warning.point());
        values.put(
                "pointName", point == null ? warning.point() : name(point.name(), point.id(), zh));
        values.put("quantity", point == null ? "" : point.quantity());
        values.put("asset", warning.asset());
        values.put(
                "assetName", asset == null ? warning.asset() : name(asset.name(), asset.id(), zh));
        values.put("district", asset == null ? "" : line(asset.district()));
        Grade grade = warning.grade() == null ? warning.peak() : warning.grade();
        values.put("grade", grade(grade, zh));
        values.put("value", figure(warning.value()));
        values.put("peakValue", figure(warning.peakValue()));
        values.put("limit", figure(warning.limit()));
        values.put("unit", unit(warning.unit()));
        values.put("time", time(warning.raisedAt()));
        Outlook outlook = warning.outlook();
        if (outlook != null) {
            put(values, "minutesToLimit", outlook.minutes());
            put(values, "minutesToRed", outlook.minutesToRed());
        }
        warning.inputs()
                .forEach((name, value) -> values.put(TextTemplate.VALUE_OF + name, figure(value)));
        return values;
    }

    private static void put(Map<String, String> values, String name, double minutes) {
        if (Double.isFinite(minutes)) {
            values.put(name, String.valueOf(Math.round(minutes)));
        }
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    private static String name(Text name, String id, boolean zh) {
        String own = line(zh ? name.zh() : name.en());
        String other = line(zh ? name.en() : name.zh());
        return own.isEmpty() ? other.isEmpty() ? id : other : own;
    }

    private static String line(String text) {
        return UNWANTED.matcher(text).replaceAll(" ").strip();
    }

    private static String grade(Grade grade, boolean zh) {
        return switch (grade) {
            case BLUE -> zh ? "蓝色" : "blue";
            case YELLOW -> zh ? "黄色" : "yellow";
            case ORANGE -> zh ? "橙色" : "orange";
            case RED -> zh ? "红色" : "red";
        };
    }

    /** As people read units; the braces of UCUM are for machines. */
    public static String unit(String ucum) {
        return ucum.equals("1")
                ? ""
                : ucum.replace("10*-6{strain}", "µε")
                        .replace("{", "")
                        .replace("}", "")
                        .replace("Cel", "°C");
    }

    /** Four digits, or all before the point, without zeros at the end. */
    public static String figure(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int beforeThePoint = exact.precision() - exact.scale();
        if (beforeThePoint < LEAST_MAGNITUDE || beforeThePoint > MOST_MAGNITUDE) {
            return String.format(Locale.ROOT, "%.4g", value);
        }
        return exact.round(new MathContext(Math.max(FIGURES, beforeThePoint), RoundingMode.HALF_UP))
                .stripTrailingZeros()
                .toPlainString();
    }
}
