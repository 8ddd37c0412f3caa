package city.lifeline.alerting.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Location;
import city.lifeline.model.Text;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class PublicXmlTest {

    private static final OffsetDateTime SENT = OffsetDateTime.parse("2026-11-26T14:44:00+08:00");
    private static final PublicSettings SETTINGS =
            PublicSettings.read(
                    Settings.of(
                                    Map.of(
                                            "release.status", "actual",
                                            "release.sender", "lifeline@city.example",
                                            "release.national.sender.code", "34010041600000",
                                            "release.national.event.types", "gas=12A01,other=12Z99",
                                            "release.geocode", "340100"))
                            .checked(PublicSettings.ALL));

    private static PublicMessage message(
            PublicMessage.Kind kind, Grade grade, String words, PublicMessage.Area area) {
        Text text = new Text(words, words);
        return new PublicMessage(
                "0123456789abcdefghjk",
                2,
                kind,
                PublicMessage.Status.ACTUAL,
                SENT,
                grade,
                Certainty.LIKELY,
                "G1",
                "gas",
                SENT.minusMinutes(3),
                new Text("示例市", "Sample City"),
                PublicWords.headline(kind, new Text("示例市", "Sample City"), "gas", grade, text),
                new Words(text, text),
                area,
                kind == PublicMessage.Kind.ALERT
                        ? List.of()
                        : List.of("lifeline@city.example,a-1,2026-11-26T14:00:00+08:00"));
    }

    private static PublicMessage.Area circle() {
        return new PublicMessage.Area(
                new Text("庐阳区", "Luyang"), new Location(117.25, 31.86), 500, List.of());
    }

    private static String nationalOf(PublicMessage message) {
        NationalXml form = new NationalXml(SETTINGS, SETTINGS.national().orElseThrow());
        return form.write(message, form.identifierPrefix(SENT) + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "RED,Extreme,Immediate,Red",
        "ORANGE,Severe,Immediate,Orange",
        "YELLOW,Moderate,Expected,Yellow",
        "BLUE,Minor,Future,Blue"
    })
    void gradesAreWordsInCapAndColoursInTheNationalForm(
            Grade grade, String severity, String urgency, String colour) {
        PublicMessage message = message(PublicMessage.Kind.ALERT, grade, "leak", circle());
        Element alert = CapCheck.check(new CapXml(SETTINGS).write(message));
        for (String language : List.of("zh-CN", "en")) {
            Element info = CapCheck.info(alert, language);
            assertEquals(severity, CapCheck.text(info, "severity"));
            assertEquals(urgency, CapCheck.text(info, "urgency"));
            assertEquals("Likely", CapCheck.text(info, "certainty"));
        }
        Element national = CapCheck.parse(nationalOf(message));
        assertEquals(colour, CapCheck.text(CapCheck.child(national, "info"), "severity"));
        assertEquals("12A01", CapCheck.text(CapCheck.child(national, "info"), "eventType"));
        assertEquals("34010041600000_20261126144400_1", CapCheck.text(national, "identifier"));
        assertEquals("34010041600000", CapCheck.text(national, "senderCode"));
        assertEquals("None", CapCheck.text(national, "secClassification"));
    }

    @Test
    void aCancellationRefersAndIsAllClear() {
        Element alert =
                CapCheck.check(
                        new CapXml(SETTINGS)
                                .write(
                                        message(
                                                PublicMessage.Kind.CANCEL,
                                                Grade.RED,
                                                "over",
                                                circle())));
        assertEquals("Cancel", CapCheck.text(alert, "msgType"));
        assertEquals(
                "lifeline@city.example,a-1,2026-11-26T14:00:00+08:00",
                CapCheck.text(alert, "references"));
        assertEquals("AllClear", CapCheck.text(CapCheck.info(alert, "en"), "responseType"));
        assertEquals("Past", CapCheck.text(CapCheck.info(alert, "en"), "urgency"));
    }

    @Test
    void areasHaveLatitudeFirst() {
        Element area =
                CapCheck.child(
                        CapCheck.info(
                                CapCheck.check(
                                        new CapXml(SETTINGS)
                                                .write(
                                                        message(
                                                                PublicMessage.Kind.ALERT,
                                                                Grade.RED,
                                                                "leak",
                                                                circle()))),
                                "en"),
                        "area");
        assertEquals("31.86,117.25 0.5", CapCheck.text(area, "circle"));
        PublicMessage.Area outline =
                new PublicMessage.Area(
                        new Text("区", "d"),
                        null,
                        500,
                        List.of(
                                new Location(117, 31),
                                new Location(117.1, 31),
                                new Location(117.1, 31.1),
                                new Location(117, 31)));
        Element polygon =
                CapCheck.child(
                        CapCheck.info(
                                CapCheck.check(
                                        new CapXml(SETTINGS)
                                                .write(
                                                        message(
                                                                PublicMessage.Kind.ALERT,
                                                                Grade.RED,
                                                                "leak",
                                                                outline))),
                                "zh-CN"),
                        "area");
        assertEquals("31,117 31,117.1 31.1,117.1 31,117", CapCheck.text(polygon, "polygon"));
    }

    static Stream<String> hostileTexts() {
        return Stream.of(
                "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;",
                "]]>",
                "</description><status>Test</status>",
                "a\u0000b\u0001\u001bc",
                "\u202eright to left\u2066",
                "\ud800 alone",
                "\uffff\ufffe",
                "&amp;&#0;",
                "长".repeat(5_000),
                "😀".repeat(200),
                "a\r\nb\tc");
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void whateverATextHoldsTheDocumentStaysOne(String text) {
        PublicMessage message = message(PublicMessage.Kind.ALERT, Grade.RED, "x" + text, circle());
        Element alert = CapCheck.check(new CapXml(SETTINGS).write(message));
        assertEquals("Actual", CapCheck.text(alert, "status"));
        String read = CapCheck.text(CapCheck.info(alert, "en"), "description");
        assertEquals(Xml.clean("x" + text), read);
        assertTrue(
                read.codePoints()
                        .allMatch(
                                c ->
                                        Character.getType(c) != Character.CONTROL
                                                && Character.getType(c) != Character.FORMAT));
        String headline = CapCheck.text(CapCheck.info(alert, "zh-CN"), "headline");
        assertTrue(headline.codePointCount(0, headline.length()) <= 140);
        assertEquals(
                "Red",
                CapCheck.text(
                        CapCheck.child(CapCheck.parse(nationalOf(message)), "info"), "severity"));
    }

    @Test
    void faultySettingsAreNamed() {
        InvalidSettingsException refused =
                assertThrows(
                        InvalidSettingsException.class,
                        () ->
                                PublicSettings.read(
                                        Settings.of(
                                                        Map.of(
                                                                "release.status", "maybe",
                                                                "release.sender", "a b,c",
                                                                "release.national.sender.code",
                                                                        "34"))
                                                .checked(PublicSettings.ALL)));
        assertEquals(4, refused.faults().size(), refused.faults().toString());
        assertEquals(
                PublicSettings.standard(),
                PublicSettings.read(Settings.of(Map.of()).checked(PublicSettings.ALL)));
        assertEquals(Optional.empty(), PublicSettings.standard().national());
    }
}
