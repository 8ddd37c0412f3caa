package city.lifeline.alerting.release;

import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The form of the national warning release system. It looks like CAP and is not: its severity is a
 * colour, its identifier has the sender's code, and codes tell event and secrecy.
 */
final class NationalXml {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx", Locale.ROOT);
    private static final DateTimeFormatter IN_ID =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    private final PublicSettings settings;
    private final PublicSettings.National national;

    NationalXml(PublicSettings settings, PublicSettings.National national) {
        this.settings = settings;
        this.national = national;
    }

    /** The identifier but for the last number, which tells messages of one second apart. */
    String identifierPrefix(OffsetDateTime sent) {
        return national.senderCode() + '_' + IN_ID.format(sent) + '_';
    }

    String write(PublicMessage message, String identifier) {
        try (Xml xml = new Xml("alert", "")) {
            xml.put("identifier", identifier)
                    .put("sender", message.senderName().zh())
                    .put("senderCode", national.senderCode())
                    .put("sendTime", TIME.format(message.sent()))
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
                    .put("scope", "Public")
                    .put("secClassification", "None")
                    .put("note", "")
                    .put("references", String.join(" ", message.references()))
                    .open("info")
                    .put("language", "zh-CN")
                    .put("eventType", national.eventType(message.lifeline()))
                    .put("urgency", "Unknown")
                    .put("severity", colour(message.grade()))
                    .put("certainty", "Unknown")
                    .put("effective", TIME.format(message.sent()))
                    .put("onset", TIME.format(message.onset()))
                    .put("senderName", message.senderName().zh())
                    .put("headline", message.headline().zh())
                    .put("description", message.words().text().zh())
                    .put("instruction", message.words().measures().zh())
                    .put("contact", settings.contact())
                    .open("area")
                    .put("areaDesc", message.area().description().zh());
            PublicMessage.Area area = message.area();
            xml.put(
                    "polygon",
                    area.polygon().stream()
                            .map(NationalXml::position)
                            .collect(Collectors.joining(" ")));
            Location centre = area.centre();
            xml.put(
                    "circle",
                    centre == null ? "" : position(centre) + " " + area.radiusM() / 1_000.0);
            xml.put("geocode", settings.geocode()).shut().shut();
            return xml.end();
        }
    }

    private static String position(Location at) {
        return "%.5f,%.5f".formatted(at.latitude(), at.longitude());
    }

    private static String colour(Grade grade) {
        return switch (grade) {
            case RED -> "Red";
            case ORANGE -> "Orange";
            case YELLOW -> "Yellow";
            case BLUE -> "Blue";
        };
    }
}
