package city.lifeline.alerting.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What CAP 1.2 asks of a document, as its element tables (section 3.2 of the standard) have it:
 * which elements there are, in which order, which are needed, and what may be in them.
 */
final class CapCheck {

    /** In the order of the standard; those with an exclamation mark are needed. */
    private static final Map<String, List<String>> ELEMENTS =
            Map.of(
                    "alert",
                    List.of(
                            "!identifier",
                            "!sender",
                            "!sent",
                            "!status",
                            "!msgType",
                            "source",
                            "!scope",
                            "restriction",
                            "addresses",
                            "code",
                            "note",
                            "references",
                            "incidents",
                            "info"),
                    "info",
                    List.of(
                            "language",
                            "!category",
                            "!event",
                            "responseType",
                            "!urgency",
                            "!severity",
                            "!certainty",
                            "audience",
                            "eventCode",
                            "effective",
                            "onset",
                            "expires",
                            "senderName",
                            "headline",
                            "description",
                            "instruction",
                            "web",
                            "contact",
                            "parameter",
                            "resource",
                            "area"),
                    "area",
                    List.of("!areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"),
                    "eventCode",
                    List.of("!valueName", "!value"),
                    "parameter",
                    List.of("!valueName", "!value"),
                    "geocode",
                    List.of("!valueName", "!value"));

    private static final Map<String, Set<String>> WORDS =
            Map.of(
                    "status", Set.of("Actual", "Exercise", "System", "Test", "Draft"),
                    "msgType", Set.of("Alert", "Update", "Cancel", "Ack", "Error"),
                    "scope", Set.of("Public", "Restricted", "Private"),
                    "category",
                            Set.of(
                                    "Geo",
                                    "Met",
                                    "Safety",
                                    "Security",
                                    "Rescue",
                                    "Fire",
                                    "Health",
                                    "Env",
                                    "Transport",
                                    "Infra",
                                    "CBRNE",
                                    "Other"),
                    "responseType",
                            Set.of(
                                    "Shelter",
                                    "Evacuate",
                                    "Prepare",
                                    "Execute",
                                    "Avoid",
                                    "Monitor",
                                    "Assess",
                                    "AllClear",
                                    "None"),
                    "urgency", Set.of("Immediate", "Expected", "Future", "Past", "Unknown"),
                    "severity", Set.of("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
                    "certainty", Set.of("Observed", "Likely", "Possible", "Unlikely", "Unknown"));

    private static final Set<String> TIMES = Set.of("sent", "effective", "onset", "expires");

    private CapCheck() {}

    /** Parses without any document type, so that nothing outside can be named. */
    static Element parse(String document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document parsed =
                    factory.newDocumentBuilder().parse(new InputSource(new StringReader(document)));
            return parsed.getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(document, e);
        }
    }

    /** Parses and checks; fails on anything that the standard does not allow. */
    static Element check(String document) {
        Element alert = parse(document);
        assertEquals(CapXml.NAMESPACE, alert.getNamespaceURI());
        check(alert);
        assertTrue(text(alert, "identifier").matches("[^ ,<&]+"));
        assertTrue(text(alert, "sender").matches("[^ ,<&]+"));
        boolean first = text(alert, "msgType").equals("Alert");
        assertEquals(first, text(alert, "references").isEmpty(), "references");
        for (String reference : text(alert, "references").split(" ")) {
            if (!reference.isEmpty()) {
                assertEquals(3, reference.split(",").length, reference);
            }
        }
        return alert;
    }

    private static void check(Element element) {
        List<String> order = ELEMENTS.get(element.getLocalName());
        if (order == null) {
            String content = element.getTextContent();
            assertFalse(content.isBlank(), element.getLocalName());
            Set<String> words = WORDS.get(element.getLocalName());
            assertTrue(words == null || words.contains(content), content);
            if (TIMES.contains(element.getLocalName())) {
                assertTrue(
                        content.matches(
                                "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[+-]\\d{2}:\\d{2}"),
                        content);
            }
            if (element.getLocalName().equals("polygon")) {
                String[] positions = content.split(" ");
                assertTrue(positions.length >= 4, content);
                assertEquals(positions[0], positions[positions.length - 1]);
            }
            if (element.getLocalName().equals("circle")) {
                assertTrue(content.matches("-?[0-9.]+,-?[0-9.]+ [0-9.]+"), content);
            }
            return;
        }
        List<String> names = new ArrayList<>();
        int at = 0;
        for (Element child : children(element)) {
            assertEquals(CapXml.NAMESPACE, child.getNamespaceURI());
            String name = child.getLocalName();
            names.add(name);
            int place = Math.max(order.indexOf(name), order.indexOf("!" + name));
            assertTrue(place >= at, name + " is unknown or out of order in " + names);
            at = place;
            check(child);
        }
        for (String name : order) {
            assertTrue(
                    !name.startsWith("!") || names.contains(name.substring(1)),
                    name + " is missing");
        }
    }

    static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    /** Of the first child of that name; empty if there is none. */
    static String text(Element element, String name) {
        return children(element).stream()
                .filter(child -> name.equals(child.getNodeName()))
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    static Element info(Element alert, String language) {
        return children(alert).stream()
                .filter(child -> language.equals(text(child, "language")))
                .findFirst()
                .orElseThrow();
    }

    static Element child(Element element, String name) {
        return children(element).stream()
                .filter(child -> name.equals(child.getNodeName()))
                .findFirst()
                .orElseThrow();
    }
}
