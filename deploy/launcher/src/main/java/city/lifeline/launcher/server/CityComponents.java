package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.process.Component;
import city.lifeline.model.registry.Registry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All processes of a city on one machine. */
public final class CityComponents {

    private CityComponents() {}

    /**
     * The components in the order in which people read them.
     *
     * @param registry of the city, whose size says how much memory the components need
     * @param simulator whether the city is simulated
     * @param telephoneWall whether messages to people go to a wall on this machine
     * @param canary whether the city has a canary for the watchdog to follow
     * @param access whom the MQTT broker lets in; null: the broker is not ours to start
     */
    public static List<Component> of(
            Installation installation,
            DataDirectory data,
            int portBase,
            @Nullable BrokerAccess access,
            KafkaAdmin kafkaAdmin,
            Registry registry,
            boolean simulator,
            boolean telephoneWall,
            boolean canary,
            InstantSource clock) {
        Path watchJar = Installation.stage(installation.watchJar(), data.libraries());
        City city = new City(installation, data, portBase, watchJar, clock);
        int points = registry.points().size();
        List<Component> components = new ArrayList<>();
        components.add(new Kafka(city, kafkaAdmin));
        components.add(new Postgres(city));
        if (access != null) {
            components.add(new MqttBrokerProcess(city, access));
        }
        components.add(FlinkProcess.jobManager(city));
        components.add(FlinkProcess.taskManager(city, points));
        components.add(new QuestDb(city));
        if (telephoneWall) {
            components.add(Service.telephoneWall(city));
        }
        components.add(Service.alerting(city, points));
        components.add(Service.ingest(city, access != null, points));
        if (simulator) {
            components.add(Service.simulator(city, points));
        }
        if (canary) {
            components.add(Service.watchdog(city));
        }
        return components;
    }
}
