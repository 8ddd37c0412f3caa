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
     * @param simulated registry of the simulated city; null: nothing is simulated
     * @param telephoneWall whether messages to people go to a wall on this machine
     * @param access whom the MQTT broker lets in; null: the broker is not ours to start
     */
    public static List<Component> of(
            Installation installation,
            DataDirectory data,
            int portBase,
            @Nullable BrokerAccess access,
            KafkaAdmin kafkaAdmin,
            @Nullable Registry simulated,
            boolean telephoneWall,
            InstantSource clock) {
        Path watchJar = Installation.stage(installation.watchJar(), data.libraries());
        City city = new City(installation, data, portBase, watchJar, clock);
        List<Component> components = new ArrayList<>();
        components.add(new Kafka(city, kafkaAdmin));
        components.add(new Postgres(city));
        if (access != null) {
            components.add(new MqttBrokerProcess(city, access));
        }
        components.add(FlinkProcess.jobManager(city));
        components.add(FlinkProcess.taskManager(city));
        components.add(new QuestDb(city));
        if (telephoneWall) {
            components.add(Service.telephoneWall(city));
        }
        components.add(Service.alerting(city));
        components.add(Service.ingest(city, access != null));
        if (simulated != null) {
            components.add(Service.simulator(city, simulated.points().size()));
        }
        return components;
    }
}
