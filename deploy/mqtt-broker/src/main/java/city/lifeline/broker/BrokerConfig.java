package city.lifeline.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folders and the configuration file that HiveMQ starts from, below one data directory. */
record BrokerConfig(Path data, String address, int port) {

    /** Payloads up to 1 MiB, and room for topic and properties. */
    static final int MAX_PACKET_BYTES = (1 << 20) + (64 << 10);

    /** Messages that wait for a client that is slow or away: about a day of a small city. */
    static final long MAX_QUEUED_MESSAGES = 1_000_000;

    /** Unacknowledged messages a publisher may have; HiveMQ's default of 10 is a crawl. */
    static final int RECEIVE_MAXIMUM = 1_000;

    Path configFolder() {
        return data.resolve("conf");
    }

    Path dataFolder() {
        return data.resolve("data");
    }

    Path extensionsFolder() {
        return data.resolve("extensions");
    }

    void write() throws IOException {
        Files.createDirectories(configFolder());
        Files.createDirectories(dataFolder());
        Files.createDirectories(extensionsFolder());
        Files.writeString(configFolder().resolve("config.xml"), xml());
    }

    private String xml() {
        return """
        <?xml version="1.0"?>
        <hivemq>
            <listeners>
                <tcp-listener>
                    <port>%d</port>
                    <bind-address>%s</bind-address>
                </tcp-listener>
            </listeners>
            <mqtt>
                <queued-messages>
                    <max-queue-size>%d</max-queue-size>
                    <strategy>discard</strategy>
                </queued-messages>
                <retained-messages><enabled>false</enabled></retained-messages>
                <topic-alias><enabled>false</enabled></topic-alias>
                <session-expiry><max-interval>2592000</max-interval></session-expiry>
                <packets><max-packet-size>%d</max-packet-size></packets>
                <receive-maximum>
                    <server-receive-maximum>%d</server-receive-maximum>
                </receive-maximum>
            </mqtt>
            <restrictions>
                <max-client-id-length>128</max-client-id-length>
                <max-topic-length>256</max-topic-length>
                <no-connect-idle-timeout>10000</no-connect-idle-timeout>
            </restrictions>
            <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            <persistence><mode>file</mode></persistence>
        </hivemq>
        """
                .formatted(port, address, MAX_QUEUED_MESSAGES, MAX_PACKET_BYTES, RECEIVE_MAXIMUM);
    }
}
