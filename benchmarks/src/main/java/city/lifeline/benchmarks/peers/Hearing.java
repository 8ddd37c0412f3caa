package city.lifeline.benchmarks.peers;

import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.KafkaSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** Hears of warnings where each of those compared tells them. */
final class Hearing {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    private final List<Warned> all = new ArrayList<>();

    /** Beginnings of a point that were heard of, so that a repeated notice is one warning. */
    private final Set<String> known = new HashSet<>();

    Hearing(InstantSource clock) {
        this.clock = clock;
    }

    synchronized List<Warned> all() {
        return List.copyOf(all);
    }

    private synchronized void heard(String point, Instant began) {
        if (known.add(point + " " + began)) {
            all.add(new Warned(point, began, clock.instant()));
        }
    }

    /** Notices of Alertmanager, posted here. */
    void webhook(int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        JsonNode notice = JSON.readTree(exchange.getRequestBody());
                        for (JsonNode alert : notice.path("alerts")) {
                            if (alert.path("status").asText().equals("firing")) {
                                heard(
                                        alert.path("labels").path("sensor").asText(),
                                        Instant.parse(alert.path("startsAt").asText()));
                            }
                        }
                        exchange.sendResponseHeaders(204, -1);
                    }
                });
        server.start();
    }

    /** Messages on {@code warnings/POINT} whose payload is the time of the reading. */
    void mqtt(URI broker) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient(
                        broker.toString(), "hearing-" + UUID.randomUUID(), new MemoryPersistence());
        client.connect().waitForCompletion();
        client.subscribe(
                        new MqttSubscription[] {new MqttSubscription("warnings/+", 1)},
                        null,
                        null,
                        (mqttTopic, message) ->
                                heard(
                                        mqttTopic.substring("warnings/".length()),
                                        Instant.parse(
                                                new String(
                                                        message.getPayload(),
                                                        StandardCharsets.UTF_8))),
                        new org.eclipse.paho.mqttv5.common.packet.MqttProperties())
                .waitForCompletion();
    }

    /** Records of a Kafka topic: the point and the time of the reading. */
    void kafka(Path configuration, String kafkaTopic) {
        Settings settings = ConfigurationFile.read(configuration, KafkaSettings.ALL);
        Map<String, Object> reading = new HashMap<>(KafkaSettings.client(settings));
        reading.put("group.id", "hearing-" + UUID.randomUUID());
        reading.put("auto.offset.reset", "latest");
        reading.put("fetch.max.wait.ms", "5");
        daemon(
                () -> {
                    try (KafkaConsumer<String, byte[]> consumer =
                            new KafkaConsumer<>(
                                    reading,
                                    new StringDeserializer(),
                                    new ByteArrayDeserializer())) {
                        consumer.subscribe(List.of(kafkaTopic));
                        while (true) {
                            for (ConsumerRecord<String, byte[]> each :
                                    consumer.poll(Duration.ofSeconds(1))) {
                                heard(
                                        each.key(),
                                        Instant.parse(
                                                new String(each.value(), StandardCharsets.UTF_8)));
                            }
                        }
                    }
                });
    }

    /** Lifeline's stream for screens. */
    void lifeline(URI alerting, Path token) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(alerting.resolve("/api/v1/stream?run=live"))
                        .header("Authorization", "Bearer " + Files.readString(token).strip())
                        .header("Accept", "text/event-stream")
                        .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException("the stream answers " + answer.statusCode());
        }
        daemon(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(
                                    new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                        String event = "";
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            if (line.startsWith("event:")) {
                                event = line.substring("event:".length()).strip();
                            } else if (line.startsWith("data:") && event.equals("warning")) {
                                JsonNode warning = JSON.readTree(line.substring("data:".length()));
                                heard(
                                        warning.path("point").asText(),
                                        Instant.parse(warning.path("raisedAt").asText()));
                            }
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hearing");
        thread.setDaemon(true);
        thread.start();
    }
}
