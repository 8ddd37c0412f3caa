package city.lifeline.alerting.release;

import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** OASIS Common Alerting Protocol 1.2, an {@code info} block for each language. */
final class CapXml {

    static final String NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2";

    /** CAP wants an offset, and never the letter Z. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private final PublicSettings settings;

    CapXml(PublicSettings settings) {
        this.settings = settings;
    }

    static String identifier(PublicMessage message) {
        return "lifeline-%s-%d".formatted(message.warning(), message.number());
    }

    /** How later messages refer to this one. */
    String reference(PublicMessage message) {
        return "%s,%s,%s".formatted(settings.sender(), identifier(message), time(message.sent()));
    }

    String write(PublicMessage message) {
        try (Xml xml = new Xml("alert", NAMESPACE)) {
            xml.put("identifier", identifier(message))
                    .put("sender", settings.sender())
                    .put("sent", time(message.sent()))
                    .put(
                            "status",
                            switch (message.status()) {
                                case ACTUAL -> "Actual";
                                case EXERCISE -> "Exercise";
                                case TEST -> "Test";
                            })
                    .put(
                            "msgType",
                            switch (message.kind()) {
                                case ALERT -> "Alert";
                                case UPDATE -> "Update";
                                case CANCEL -> "Cancel";
                            })
                    .put("scope", "Public");
            if (message.status() == PublicMessage.Status.EXERCISE) {
                xml.put("note", "演练 Exercise");
            }
            if (!message.references().isEmpty()) {
                xml.put("references", String.join(" ", message.references()));
            }
            info(xml, message, true);
            info(xml, message, false);
            return xml.end();
        }
    }

    private void info(Xml xml, PublicMessage message, boolean zh) {
        boolean over = message.kind() == PublicMessage.Kind.CANCEL;
        xml.open("info")
                .put("language", zh ? "zh-CN" : "en")
                .put("category", category(message.lifeline()))
                .put("event", of(PublicWords.event(message.lifeline()), zh))
                .put("responseType", over ? "AllClear" : "Execute")
                .put("urgency", over ? "Past" : urgency(message.grade()))
                .put("severity", severity(message.grade()))
                .put(
                        "certainty",
                        switch (message.certainty()) {
                            case OBSERVED -> "Observed";
                            case LIKELY -> "Likely";
                            case POSSIBLE -> "Possible";
                        })
                .open("eventCode")
                .put("valueName", "lifeline-rule")
                .put("value", message.rule())
                .shut()
                .put("effective", time(message.sent()))
                .put("onset", time(message.onset()))
                .putIfAny("senderName", of(message.senderName(), zh))
                .put("headline", of(message.headline(), zh))
                .put("description", of(message.words().text(), zh))
                .putIfAny("instruction", of(message.words().measures(), zh))
                .putIfAny("contact", settings.contact())
                .open("parameter")
                .put("valueName", "lifeline-grade")
                .put("value", message.grade().name())
                .shut();
        area(xml, message.area(), zh);
        xml.shut();
    }

    private void area(Xml xml, PublicMessage.Area area, boolean zh) {
        xml.open("area").put("areaDesc", of(area.description(), zh));
        if (!area.polygon().isEmpty()) {
            xml.put(
                    "polygon",
                    area.polygon().stream().map(CapXml::position).collect(Collectors.joining(" ")));
        }
        Location centre = area.centre();
        if (centre != null) {
            xml.put(
                    "circle",
                    "%s %s".formatted(position(centre), decimal(area.radiusM() / 1_000.0)));
        }
        if (!settings.geocode().isEmpty()) {
            xml.open("geocode")
                    .put("valueName", "GB/T 2260")
                    .put("value", settings.geocode())
                    .shut();
        }
        xml.shut();
    }

    /** The other language where one is missing: an alert without words helps nobody. */
    static String of(Text text, boolean zh) {
        String own = zh ? text.zh() : text.en();
        return own.isBlank() ? (zh ? text.en() : text.zh()) : own;
    }

    /** Latitude first. */
    private static String position(Location at) {
        return decimal(at.latitude()) + "," + decimal(at.longitude());
    }

    private static String decimal(double value) {
        String text = String.format(Locale.ROOT, "%.5f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    static String time(OffsetDateTime at) {
        return TIME.format(at);
    }

    private static String severity(Grade grade) {
        return switch (grade) {
            case RED -> "Extreme";
            case ORANGE -> "Severe";
            case YELLOW -> "Moderate";
            case BLUE -> "Minor";
        };
    }

    private static String urgency(Grade grade) {
        return switch (grade) {
            case RED, ORANGE -> "Immediate";
            case YELLOW -> "Expected";
            case BLUE -> "Future";
        };
    }

    private static String category(String lifeline) {
        return switch (lifeline) {
            case "hazard" -> "CBRNE";
            case "elevator" -> "Rescue";
            default -> "Infra";
        };
    }
}
