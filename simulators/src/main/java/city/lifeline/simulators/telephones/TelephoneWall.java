package city.lifeline.simulators.telephones;

import city.lifeline.model.files.CsvTable;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.SecretFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The telephone wall as a process: two providers and a page that shows who is told what.
 *
 * <pre>TelephoneWall --config FILE</pre>
 */
public final class TelephoneWall {

    static {
        // Under a name of its own: other modules are on the class path too.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-simulator.xml");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(TelephoneWall.class);

    private static final int FAULTY = 2;

    private TelephoneWall() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--config")) {
            System.err.println("usage: TelephoneWall --config FILE");
            System.exit(FAULTY);
        }
        try {
            start(ConfigurationFile.read(Path.of(args[1]), WallSettings.ALL));
        } catch (InvalidSettingsException e) {
            e.faults().forEach(System.err::println);
            System.exit(FAULTY);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        Thread.currentThread().join();
    }

    private static void start(Settings settings) throws IOException {
        InstantSource clock = InstantSource.system();
        Telephones telephones = new Telephones();
        InetAddress address = InetAddress.getByName(settings.get(WallSettings.ADDRESS));
        String systemId = settings.get(WallSettings.SYSTEM_ID);
        String password = SecretFile.optional(settings, WallSettings.PASSWORD_FILE);
        List<Smsc> providers =
                List.of(
                        new Smsc(
                                "primary",
                                new InetSocketAddress(
                                        address, settings.get(WallSettings.PRIMARY_PORT)),
                                systemId,
                                password,
                                telephones,
                                clock),
                        new Smsc(
                                "secondary",
                                new InetSocketAddress(
                                        address, settings.get(WallSettings.SECONDARY_PORT)),
                                systemId,
                                password,
                                telephones,
                                clock));
        WallHttp http =
                new WallHttp(
                        new InetSocketAddress(address, settings.get(WallSettings.HTTP_PORT)),
                        telephones,
                        providers,
                        names(Path.of(settings.get(WallSettings.CITY_DIRECTORY))));
        LOG.info("The wall is at http://{}:{}/", address.getHostAddress(), http.port());
    }

    /** Names by number. A faulty directory is alerting's to refuse. */
    private static Map<String, String> names(Path city) throws IOException {
        Map<String, String> names = new HashMap<>();
        Path file = city.resolve("people.csv");
        if (!Files.exists(file)) {
            return names;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (CsvTable.Row row :
                CsvTable.parse(
                                "people.csv",
                                text,
                                List.of("id", "name", "unit", "phone"),
                                List.of("email", "webhook", "language", "last_resort"),
                                new ArrayList<>())
                        .rows()) {
            if (!row.text("phone").isEmpty()) {
                names.put(row.text("phone"), row.text("name") + " · " + row.text("unit"));
            }
        }
        return names;
    }
}
