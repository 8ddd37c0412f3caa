package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.process.Component.Launch;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What every component of one city starts from.
 *
 * @param watchJar copy of the jar that JVMs start in
 */
record City(
        Installation installation,
        DataDirectory data,
        int portBase,
        Path watchJar,
        InstantSource clock) {

    int port(Port port) {
        return port.number(portBase);
    }

    String address(Port port) {
        return "127.0.0.1:" + port(port);
    }

    Path secret(String name) {
        return data.secrets().resolve(name);
    }

    Launch launch(JavaProcess process) throws IOException {
        Path directory = Files.createDirectories(data.of(process.name()));
        return Launch.ofJava(process.command(data.running(), watchJar), directory);
    }
}
