package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.pki.AuthorityFiles;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The embedded MQTT broker. */
final class MqttBrokerProcess implements Component {

    static final String NAME = "mqtt-broker";

    private final City city;
    private final BrokerAccess access;

    MqttBrokerProcess(City city, BrokerAccess access) {
        this.city = city;
        this.access = access;
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
                        arguments()));
    }

    private List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--accounts",
                                access.accounts().toString(),
                                "--data",
                                city.data().of(NAME).toString(),
                                "--address",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(city.port(Port.MQTT)),
                                "--http-port",
                                Integer.toString(city.port(Port.MQTT_BROKER_HTTP)),
                                "--gateway-rate",
                                Integer.toString(access.gatewayRate())));
        String tlsAddress = access.tlsAddress();
        if (tlsAddress != null) {
            AuthorityFiles pki = AuthorityFiles.of(city.data());
            arguments.addAll(
                    List.of(
                            "--tls-address",
                            tlsAddress,
                            "--tls-port",
                            Integer.toString(city.port(Port.MQTT_TLS)),
                            "--tls-certificate",
                            pki.server().resolve("cert.pem").toString(),
                            "--tls-key",
                            pki.server().resolve("key.pem").toString(),
                            "--tls-ca",
                            pki.certificate().toString(),
                            "--crl",
                            pki.revocationList().toString()));
        }
        if (access.anonymousGateways()) {
            arguments.add("--allow-anonymous-gateways-that-anyone-can-forge");
        }
        return arguments;
    }

    @Override
    public boolean isReady() throws IOException, InterruptedException {
        return Probe.answersOk("http://%s/health".formatted(city.address(Port.MQTT_BROKER_HTTP)));
    }
}
