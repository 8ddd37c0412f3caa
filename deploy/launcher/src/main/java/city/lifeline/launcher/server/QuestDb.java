package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The embedded history store. */
final class QuestDb implements Component {

    static final String NAME = "history";

    private final City city;

    QuestDb(City city) {
        this.city = city;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StopStage stopStage() {
        return StopStage.STORES;
    }

    @Override
    public Launch prepare() throws IOException {
        Path directory = city.data().of(NAME);
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Path settings = conf.resolve("server.conf");
        DataDirectory.writePrivate(
                settings,
                Resources.template(
                        "questdb.conf",
                        Map.of(
                                "port", Integer.toString(city.port(Port.HISTORY)),
                                "user", CitySettings.USER,
                                "password", password())));
        Resources.copy("questdb-log.conf", conf.resolve("log.conf"));
        return city.launch(
                new JavaProcess(
                        NAME,
                        256,
                        false,
                        Map.of(),
                        List.of("-Xms32m"),
                        city.installation().dependencies(Module.SERVERS),
                        "io.questdb.ServerMain",
                        List.of("-d", directory.toString())));
    }

    private String password() throws IOException {
        return Secrets.read(city.secret("history"));
    }

    @Override
    public boolean isReady() throws IOException, InterruptedException {
        return Probe.answersOk(
                "http://%s/exec?query=select%%201".formatted(city.address(Port.HISTORY)),
                CitySettings.USER,
                password());
    }
}
