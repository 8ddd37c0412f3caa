package city.lifeline.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders and the configuration file that HiveMQ starts from, below one data directory.
 *
 * @param stores of the TLS listener, which are made here
 * @param maxConnections open at a time
 */
record BrokerConfig(
        Path data,
        @Nullable PlainListener plain,
        @Nullable TlsListener tls,
        TlsListener.@Nullable Stores stores,
        int maxConnections) {

    /** Where clients connect without TLS. */
    record PlainListener(String address, int port) {}

    /** Payloads up to 1 MiB, and room for topic and properties. */
    static final int MAX_PACKET_BYTES = (1 << 20) + (64 << 10);

    /** Messages that wait for a client that is slow or away: about a day of a small city. */
    static final long MAX_QUEUED_MESSAGES = 1_000_000;

    /** Unacknowledged messages a publisher may have; HiveMQ's default of 10 is a crawl. */
    static final int RECEIVE_MAXIMUM = 1_000;

    private static final int MAX_TOPIC_LENGTH = 256;

    /** A TLS handshake may be silent for so long, and after it again the wait for CONNECT. */
    private static final int SILENT_MS = 5_000;

    Path configFolder() {
        return configFolder(data);
    }

    static Path configFolder(Path data) {
        return data.resolve("conf");
    }

    Path dataFolder() {
        return data.resolve("data");
    }

    Path extensionsFolder() {
        return data.resolve("extensions");
    }

    /** Where clients may connect, for people. */
    String listeners() {
        List<String> listeners = new ArrayList<>();
        if (plain != null) {
            listeners.add("%s:%d".formatted(plain.address(), plain.port()));
        }
        if (tls != null) {
            listeners.add("%s:%d (TLS)".formatted(tls.address(), tls.port()));
        }
        return String.join(" and ", listeners);
    }

    void write() throws IOException {
        Files.createDirectories(configFolder());
        Files.createDirectories(dataFolder());
        Files.createDirectories(extensionsFolder());
        if (tls != null && stores != null) {
            tls.write(stores);
        }
        Path file = configFolder().resolve("config.xml");
        Files.deleteIfExists(file);
        // It holds the password of the key store.
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, xml());
    }

    private String listenersXml() {
        StringBuilder xml = new StringBuilder();
        if (plain != null) {
            xml.append(
                    """
                    <tcp-listener>
                        <port>%d</port>
                        <bind-address>%s</bind-address>
                    </tcp-listener>
                    """
                            .formatted(plain.port(), plain.address()));
        }
        if (tls != null && stores != null) {
            xml.append(
                    """
                    <tls-tcp-listener>
                        <port>%d</port>
                        <bind-address>%s</bind-address>
                        <tls>
                            <protocols>
                                <protocol>TLSv1.3</protocol>
                                <protocol>TLSv1.2</protocol>
                            </protocols>
                            <keystore>
                                <path>%s</path>
                                <password>%s</password>
                                <private-key-password>%s</private-key-password>
                            </keystore>
                            <truststore>
                                <path>%s</path>
                                <password>%s</password>
                            </truststore>
                            <client-authentication-mode>OPTIONAL</client-authentication-mode>
                            <handshake-timeout>%d</handshake-timeout>
                        </tls>
                    </tls-tcp-listener>
                    """
                            .formatted(
                                    tls.port(),
                                    tls.address(),
                                    stores.keyStore(),
                                    stores.password(),
                                    stores.password(),
                                    stores.trustStore(),
                                    stores.password(),
                                    SILENT_MS));
        }
        return xml.toString();
    }

    private String xml() {
        return """
        <?xml version="1.0"?>
        <hivemq>
            <listeners>
        %s
            </listeners>
            <mqtt>
                <queued-messages>
                    <max-queue-size>%d</max-queue-size>
                    <strategy>discard</strategy>
                </queued-messages>
                <retained-messages><enabled>true</enabled></retained-messages>
                <topic-alias><enabled>false</enabled></topic-alias>
                <session-expiry><max-interval>2592000</max-interval></session-expiry>
                <packets><max-packet-size>%d</max-packet-size></packets>
                <receive-maximum>
                    <server-receive-maximum>%d</server-receive-maximum>
                </receive-maximum>
            </mqtt>
            <restrictions>
                <max-connections>%d</max-connections>
                <max-client-id-length>%d</max-client-id-length>
                <max-topic-length>%d</max-topic-length>
                <no-connect-idle-timeout>%d</no-connect-idle-timeout>
            </restrictions>
            <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            <persistence><mode>file</mode></persistence>
        </hivemq>
        """
                .formatted(
                        listenersXml(),
                        MAX_QUEUED_MESSAGES,
                        MAX_PACKET_BYTES,
                        RECEIVE_MAXIMUM,
                        maxConnections,
                        ClientIds.LONGEST_INSIDE + 1,
                        MAX_TOPIC_LENGTH,
                        SILENT_MS);
    }
}
