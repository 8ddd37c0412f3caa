package city.lifeline.alerting.release;

import java.time.Instant;
import java.util.List;

/** Public messages as an Atom feed (RFC 4287), each with a link to its CAP document. */
public final class AtomFeed {

    private static final String NAMESPACE = "http://www.w3.org/2005/Atom";

    private AtomFeed() {}

    /**
     * Writes it.
     *
     * @param path below which messages are served
     * @param empty when a feed without messages was changed last
     */
    public static String write(
            List<PublicMessageStore.Stored> messages, String sender, String path, Instant empty) {
        try (Xml xml = new Xml("feed", NAMESPACE)) {
            xml.put("id", "urn:lifeline:releases:" + sender)
                    .put("title", "预警发布 Public warnings")
                    .put(
                            "updated",
                            (messages.isEmpty() ? empty : messages.get(0).sentAt()).toString())
                    .open("author")
                    .put("name", sender)
                    .shut()
                    .open("link")
                    .attribute("rel", "self")
                    .attribute("href", path + ".atom")
                    .shut();
            for (PublicMessageStore.Stored message : messages) {
                xml.open("entry")
                        .put("id", "urn:lifeline:" + message.id())
                        .put("title", message.title())
                        .put("updated", message.sentAt().toString())
                        .open("link")
                        .attribute("rel", "alternate")
                        .attribute("type", "application/cap+xml")
                        .attribute("href", path + "/" + message.id())
                        .shut()
                        .open("category")
                        .attribute("term", message.kind())
                        .shut()
                        .shut();
            }
            return xml.end();
        }
    }
}
