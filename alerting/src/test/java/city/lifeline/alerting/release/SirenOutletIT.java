package city.lifeline.alerting.release;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.model.Grade;
import city.lifeline.testing.NeededProgram;
import city.lifeline.testing.ServerProcess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sirens on a real broker. */
class SirenOutletIT {

    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path directory = Path.of("");

    private static PublicMessageStore.Stored message(String kind, Grade grade, String status) {
        return new PublicMessageStore.Stored(
                "lifeline-w-" + kind,
                "w",
                kind,
                Instant.EPOCH,
                "title",
                "",
                null,
                null,
                status,
                grade.name(),
                "qian",
                "sun");
    }

    @Test
    void theySoundForRedInEarnestOnlyAndTheCommandNamesBothPeople() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        NeededProgram.require(MOSQUITTO, "mosquitto");
        int port = ServerProcess.freePort();
        String uri = "tcp://127.0.0.1:" + port;
        Process broker =
                new ProcessBuilder(
                                MOSQUITTO.toString(),
                                "-c",
                                Files.writeString(
                                                directory.resolve("mosquitto.conf"),
                                                "listener %d 127.0.0.1\nallow_anonymous true\n"
                                                        .formatted(port))
                                        .toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        MqttClient siren = new MqttClient(uri, "siren-1", new MemoryPersistence());
        try {
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(
                            () -> {
                                siren.connect();
                                return true;
                            });
            siren.subscribe(
                    new MqttSubscription[] {new MqttSubscription("city/sirens", 1)},
                    new IMqttMessageListener[] {
                        (topic, message) ->
                                heard.add(new String(message.getPayload(), StandardCharsets.UTF_8))
                    });
            SirenOutlet outlet =
                    new SirenOutlet(
                            new PublicSettings.Sirens(
                                    URI.create(uri), "", "", "city/sirens", Grade.RED),
                            JSON);
            outlet.publish(message("ALERT", Grade.RED, "TEST"));
            outlet.publish(message("ALERT", Grade.RED, "EXERCISE"));
            outlet.publish(message("ALERT", Grade.ORANGE, "ACTUAL"));
            outlet.publish(message("ALERT", Grade.RED, "ACTUAL"));
            outlet.publish(message("UPDATE", Grade.YELLOW, "ACTUAL"));
            outlet.publish(message("CANCEL", Grade.RED, "ACTUAL"));
            await().atMost(Duration.ofSeconds(10)).until(() -> heard.size() >= 3);
            assertEquals(
                    List.of("ON", "OFF", "OFF"),
                    heard.stream()
                            .map(one -> JSON.readTree(one).get("command").asString())
                            .toList());
            JsonNode first = JSON.readTree(heard.get(0));
            assertEquals("qian", first.get("proposedBy").asString());
            assertEquals("sun", first.get("approvedBy").asString());
            siren.disconnect();
        } finally {
            siren.close(true);
            broker.destroy();
        }
    }

    @Test
    void aBrokerThatIsNotThereIsAFailureThatIsTriedAgain() {
        SirenOutlet outlet =
                new SirenOutlet(
                        new PublicSettings.Sirens(
                                URI.create("tcp://127.0.0.1:1"), "", "", "x", Grade.RED),
                        JSON);
        assertThrows(
                Publishing.OutletException.class,
                () -> outlet.publish(message("ALERT", Grade.RED, "ACTUAL")));
    }
}
