package city.lifeline.launcher;

import city.lifeline.benchmarks.alerting.AlertingBenchmark;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.prove.LifelineProcess;
import city.lifeline.runtime.MqttSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A whole city that runs in a directory of its own to be measured, and is removed afterwards. */
final class MeasuredCity implements AutoCloseable {

    private static final Duration TOKEN_LASTS = Duration.ofDays(1);

    private final Path directory;
    private final LifelineProcess lifeline;
    private final InstantSource clock;
    private final Thread stop = new Thread(this::end, "stop");

    private MeasuredCity(Path directory, InstantSource clock) {
        this.directory = directory;
        this.lifeline = new LifelineProcess(directory);
        this.clock = clock;
    }

    /**
     * Starts a city and waits until it is ready.
     *
     * @param files by name; where it is and its name are the sample city's
     * @param configuration text of a configuration file
     */
    static MeasuredCity start(
            SortedMap<String, String> files,
            String configuration,
            Installation installation,
            InstantSource clock)
            throws IOException, InterruptedException {
        MeasuredCity measured =
                new MeasuredCity(Files.createTempDirectory("lifeline-bench-"), clock);
        Runtime.getRuntime().addShutdownHook(measured.stop);
        try {
            Path city = measured.directory.resolve("city");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = city.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            Path sample = installation.cities().resolve("sample");
            Files.copy(sample.resolve("city.yaml"), city.resolve("city.yaml"));
            Path settings = measured.directory.resolve("bench.properties");
            Files.writeString(settings, configuration);
            measured.lifeline.up(
                    "--city", city.toString(), "--no-simulator", "--config", settings.toString());
            return measured;
        } catch (IOException | InterruptedException | RuntimeException e) {
            measured.close();
            throw e;
        }
    }

    RunningInstance instance() throws IOException {
        return RunningInstance.find(lifeline.data());
    }

    /** Processes by the name of their component, those that they have started not among them. */
    Map<String, Long> pids() throws IOException, InterruptedException {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode component : lifeline.status().path("components")) {
            pids.put(component.path("name").asText(), component.path("pid").asLong());
        }
        return pids;
    }

    /** Process id of {@code lifeline up}, which has started them. */
    long supervisor() {
        return lifeline.pid();
    }

    /** Of the gateways, by their id. */
    Map<String, String> passwords() throws IOException {
        Map<String, String> passwords = new HashMap<>();
        try (Stream<Path> files =
                Files.list(Path.of(instance().setting(MqttSettings.GATEWAY_PASSWORDS)))) {
            for (Path file : files.toList()) {
                passwords.put(file.getFileName().toString(), Secrets.read(file));
            }
        }
        return passwords;
    }

    @Override
    public void close() throws IOException {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // The machine is shutting down, and the hook runs.
        }
        DataDirectory.deleteTree(directory);
    }

    private void end() {
        try {
            lifeline.endAnyhow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What there is to measure of alerting. */
    AlertingBenchmark.Target alertingTarget() throws IOException, InterruptedException {
        RunningInstance instance = instance();
        URI alerting = URI.create("http://127.0.0.1:" + instance.setting("alerting.http.port"));
        return new AlertingBenchmark.Target(
                instance.setting(MqttSettings.URL),
                passwords(),
                alerting,
                instance.secret("alerting.token.file"),
                districtToken(alerting, instance.secret("alerting.admin.password.file")),
                URI.create("http://127.0.0.1:" + instance.setting("telephones.http.port")),
                instance.setting("database.url"),
                instance.setting("database.username"),
                instance.secret("database.password.file"));
    }

    /** Of a district officer, made as the security administrator makes one. */
    private String districtToken(URI alerting, String password)
            throws IOException, InterruptedException {
        CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
        http.send(
                HttpRequest.newBuilder(alerting.resolve("/api/v1/login")).build(),
                BodyHandlers.discarding());
        post(
                http,
                cookies,
                alerting.resolve("/api/v1/login"),
                "application/x-www-form-urlencoded",
                "username=admin&password=" + password);
        String answer =
                post(
                        http,
                        cookies,
                        alerting.resolve("/api/v1/tokens"),
                        "application/json",
                        "{\"name\":\"bench\",\"roles\":[\"DISTRICT_OFFICER\"],\"districts\":[\"F01\"],\"expiresAt\":\"%s\"}"
                                .formatted(clock.instant().plus(TOKEN_LASTS)));
        return new ObjectMapper().readTree(answer).path("token").asText();
    }

    private static String post(
            HttpClient http, CookieManager cookies, URI uri, String type, String body)
            throws IOException, InterruptedException {
        String csrf =
                cookies.getCookieStore().getCookies().stream()
                        .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                        .map(HttpCookie::getValue)
                        .findFirst()
                        .orElse("");
        var response =
                http.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", type)
                                .header("X-XSRF-TOKEN", csrf)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "POST %s answers %d %s".formatted(uri, response.statusCode(), response.body()));
        }
        return response.body();
    }
}
