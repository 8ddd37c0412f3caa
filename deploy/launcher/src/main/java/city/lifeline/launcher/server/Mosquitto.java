package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.process.Component;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An external MQTT broker, as it is installed on this machine; for benchmarks, on the loopback
 * address, without logins.
 */
final class Mosquitto implements Component {

    private final City city;
    private final Path executable;

    Mosquitto(City city, Path executable) {
        this.city = city;
        this.executable = executable;
    }

    /** Where mosquitto is installed, if it is. */
    static Optional<Path> find() {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String name() {
        return MqttBrokerProcess.NAME;
    }

    @Override
    public StopStage stopStage() {
        return StopStage.PROCESSING;
    }

    @Override
    public Launch prepare() throws IOException {
        Path directory = Files.createDirectories(city.data().of(name()));
        Path settings = directory.resolve("mosquitto.conf");
        DataDirectory.writePrivate(
                settings,
                """
                listener %d 127.0.0.1
                allow_anonymous true
                set_tcp_nodelay true
                max_inflight_messages 0
                max_queued_messages 0
                persistence true
                persistence_location %s/
                log_type error
                log_type warning
                # It would change to a user of its own, who may not look into this directory.
                user root
                """
                        .formatted(city.port(Port.MQTT), directory));
        return new Launch(
                List.of(executable.toString(), "-c", settings.toString()),
                directory,
                "TERM",
                false);
    }

    @Override
    public boolean isReady() {
        return Probe.accepts(city.port(Port.MQTT));
    }
}
