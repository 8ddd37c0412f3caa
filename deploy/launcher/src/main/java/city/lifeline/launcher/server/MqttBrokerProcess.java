package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The embedded MQTT broker. */
final class MqttBrokerProcess implements Component {

    static final String NAME = "mqtt-broker";

    private final City city;
    private final Path accounts;

    MqttBrokerProcess(City city, Path accounts) {
        this.city = city;
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StopStage stopStage() {
        return StopStage.PROCESSING;
    }

    @Override
    public Launch prepare() throws IOException {
        return city.launch(
                new JavaProcess(
                        NAME,
                        192,
                        false,
                        // Its own configuration of logging must win over the one in HiveMQ's jar
                        // without a word.
                        Map.of(
                                "logback.statusListenerClass",
                                "ch.qos.logback.core.status.NopStatusListener"),
                        List.of("-Xms32m"),
                        city.installation()
                                .stagedClassPath(Module.MQTT_BROKER, city.data().libraries()),
                        "city.lifeline.broker.MqttBroker",
                        List.of(
                                "--accounts",
                                accounts.toString(),
                                "--data",
                                city.data().of(NAME).toString(),
                                "--address",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(city.port(Port.MQTT)),
                                "--http-port",
                                Integer.toString(city.port(Port.MQTT_BROKER_HTTP)))));
    }

    @Override
    public boolean isReady() throws IOException, InterruptedException {
        return Probe.answersOk("http://%s/health".formatted(city.address(Port.MQTT_BROKER_HTTP)));
    }
}
