package city.lifeline.alerting.release;

import city.lifeline.model.Grade;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands sirens and signs over MQTT, by what two people have released: {@code ON} from a grade
 * on, {@code OFF} when it is cancelled or milder. QoS 1, never retained, so that no siren sounds
 * because it was switched on.
 *
 * <p>What is not in earnest, a test or an exercise, reaches no siren.
 */
final class SirenOutlet implements Publishing.Outlet {

    private static final Logger LOG = LoggerFactory.getLogger(SirenOutlet.class);
    private static final int PATIENCE_S = 10;

    private final PublicSettings.Sirens settings;
    private final JsonMapper json;

    SirenOutlet(PublicSettings.Sirens settings, JsonMapper json) {
        this.settings = settings;
        this.json = json;
    }

    @Override
    public void publish(PublicMessageStore.Stored message) throws Publishing.OutletException {
        if (!message.status().equals(PublicMessage.Status.ACTUAL.name())) {
            LOG.info("Sirens are left alone by {}, which is a {}", message.id(), message.status());
            return;
        }
        boolean on =
                !message.kind().equals(PublicMessage.Kind.CANCEL.name())
                        && Grade.valueOf(message.grade()).isAtLeast(settings.from());
        if (!on && message.kind().equals(PublicMessage.Kind.ALERT.name())) {
            return;
        }
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", message.id());
        command.put("command", on ? "ON" : "OFF");
        command.put("grade", message.grade());
        command.put("warning", message.warning());
        command.put("title", message.title());
        command.put("proposedBy", message.proposedBy());
        command.put("approvedBy", message.approvedBy());
        command.put("at", message.sentAt().toString());
        MqttMessage mqtt =
                new MqttMessage(json.writeValueAsString(command).getBytes(StandardCharsets.UTF_8));
        mqtt.setQos(1);
        mqtt.setRetained(false);
        send(mqtt);
        LOG.warn(
                "Sirens {} by {}, proposed by {}, approved by {}",
                on ? "ON" : "OFF",
                message.id(),
                message.proposedBy(),
                message.approvedBy());
    }

    private void send(MqttMessage message) throws Publishing.OutletException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setConnectionTimeout(PATIENCE_S);
        options.setAutomaticReconnect(false);
        if (!settings.username().isEmpty()) {
            options.setUserName(settings.username());
            options.setPassword(settings.password().getBytes(StandardCharsets.UTF_8));
        }
        try {
            MqttClient client =
                    new MqttClient(
                            settings.url().toString(), "lifeline-sirens", new MemoryPersistence());
            try {
                client.setTimeToWait(PATIENCE_S * 1_000L);
                client.connect(options);
                client.publish(settings.topic(), message);
                client.disconnect();
            } finally {
                client.close(true);
            }
        } catch (MqttException e) {
            throw new Publishing.OutletException(
                    "the broker of the sirens does not take it: " + e.getMessage(), e);
        }
    }
}
