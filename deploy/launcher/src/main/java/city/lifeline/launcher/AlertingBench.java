package city.lifeline.launcher;

import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.alerting.AlertingBenchmark;
import city.lifeline.benchmarks.alerting.AlertingBenchmark.Part;
import city.lifeline.benchmarks.alerting.AlertingCity;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.prove.LifelineProcess;
import city.lifeline.runtime.MqttSettings;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings up a whole city in a directory of its own, has the way of its warnings to people measured,
 * and removes everything.
 */
final class AlertingBench {

    /** Nobody answers, and whom to tell next is no part of what is measured. */
    private static final String CONFIGURATION = "notify.acknowledge.within.red=PT30M\n";

    private static final Duration TOKEN_LASTS = Duration.ofDays(1);

    private final Set<Part> parts;
    private final int readingsPerSecond;
    private final int seconds;
    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> say;

    AlertingBench(
            Set<Part> parts,
            int readingsPerSecond,
            int seconds,
            Installation installation,
            InstantSource clock,
            Consumer<String> say) {
        this.parts = parts;
        this.readingsPerSecond = readingsPerSecond;
        this.seconds = seconds;
        this.installation = installation;
        this.clock = clock;
        this.say = say;
    }

    List<Row> run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("lifeline-bench-");
        Path city = directory.resolve("city");
        for (Map.Entry<String, String> file : AlertingCity.files().entrySet()) {
            Path path = city.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path sample = installation.cities().resolve("sample");
        Files.copy(sample.resolve("city.yaml"), city.resolve("city.yaml"));
        Path configuration = directory.resolve("bench.properties");
        Files.writeString(configuration, CONFIGURATION);
        LifelineProcess lifeline = new LifelineProcess(directory);
        Thread stop = new Thread(() -> end(lifeline), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            lifeline.up(
                    "--city",
                    city.toString(),
                    "--no-simulator",
                    "--config",
                    configuration.toString());
            try (AlertingBenchmark benchmark =
                    new AlertingBenchmark(
                            target(RunningInstance.find(lifeline.data())), clock, say)) {
                return benchmark.run(parts, readingsPerSecond, seconds);
            }
        } finally {
            end(lifeline);
            Runtime.getRuntime().removeShutdownHook(stop);
            DataDirectory.deleteTree(directory);
        }
    }

    private static void end(LifelineProcess lifeline) {
        try {
            lifeline.endAnyhow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AlertingBenchmark.Target target(RunningInstance instance)
            throws IOException, InterruptedException {
        Map<String, String> passwords = new HashMap<>();
        try (Stream<Path> files =
                Files.list(Path.of(instance.setting(MqttSettings.GATEWAY_PASSWORDS)))) {
            for (Path file : files.toList()) {
                passwords.put(file.getFileName().toString(), Secrets.read(file));
            }
        }
        URI alerting = URI.create("http://127.0.0.1:" + instance.setting("alerting.http.port"));
        return new AlertingBenchmark.Target(
                instance.setting(MqttSettings.URL),
                passwords,
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
